// item: 125
// flags: --strict
#include <setjmp.h>
jmp_buf place;
int main(void) { int again = setjmp(place); return again; }
