// item: 152
#include <stdio.h>
static char b[65];
int main(void) { FILE *f = tmpfile(); setvbuf(f, b, _IOFBF, sizeof b - 1); fputs("x", f); return b[64]; }
