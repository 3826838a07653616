// item: 174
// flags: --strict
#include <stdio.h>
int main(void) { FILE *f = fopen("vouch-174.tmp", "w+"); fputs("abc", f); fseek(f, 2, SEEK_SET); fclose(f); remove("vouch-174.tmp"); return 0; }
