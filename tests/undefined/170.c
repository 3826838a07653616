// item: 170
#include <stdio.h>
int main(void) { char b[8] = "a"; FILE *f = fopen("vouch-170.tmp", "w"); fgets(b, 8, f); fclose(f); remove("vouch-170.tmp"); return b[0]; }
