// item: 172
#include <stdio.h>
int main(void) { char b[4]; FILE *f = tmpfile(); fread(b, 1, 4, f); long n = ftell(f); fclose(f); return n != 0; }
