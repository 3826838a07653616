// the near miss of item 127: nothing to report
#include <setjmp.h>
jmp_buf b;
void f(void) { longjmp(b, 1); }
int main(void) { volatile int x = 1; if (setjmp(b)) return x - 2; x = 2; f(); }
