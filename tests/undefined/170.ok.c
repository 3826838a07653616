// item: 170
#include <stdio.h>
int main(void) { char b[8] = "a"; FILE *f = tmpfile(); fgets(b, 8, f); fclose(f); return b[0] != 'a'; }
