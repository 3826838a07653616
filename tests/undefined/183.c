// item: 183
#include <setjmp.h>
#include <stdlib.h>
jmp_buf b;
void f(void) { longjmp(b, 1); }
int main(void) { atexit(f); if (setjmp(b)) return 0; exit(0); }
