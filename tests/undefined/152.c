// item: 152
#include <stdio.h>
static char b[64];
int main(void) { FILE *f = tmpfile(); setvbuf(f, b, _IOFBF, sizeof b); fputs("x", f); return b[0]; }
