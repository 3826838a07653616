// item: 174
// flags: --strict
#include <stdio.h>
int main(void) { FILE *f = fopen("vouch-174.tmp", "w+"); fputs("abc", f); long n = ftell(f); rewind(f); fseek(f, n, SEEK_SET); fclose(f); remove("vouch-174.tmp"); return 0; }
