// item: 171
#include <stdio.h>
int main(void) { FILE *f = fopen("vouch-171.tmp", "wb+"); fputs("ab", f); rewind(f); getc(f); ungetc('a', f); long n = ftell(f); fclose(f); remove("vouch-171.tmp"); return n != 0; }
