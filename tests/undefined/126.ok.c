// the near miss of item 126: nothing to report
#include <setjmp.h>
jmp_buf b;
void f(void) { longjmp(b, 1); }
int main(void) { if (setjmp(b)) return 0; f(); }
