// item: 172
#include <stdio.h>
int main(void) { char b[4]; FILE *f = fopen("vouch-172.tmp", "w"); fread(b, 1, 4, f); long n = ftell(f); fclose(f); remove("vouch-172.tmp"); return n > 9; }
