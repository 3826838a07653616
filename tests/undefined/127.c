// item: 127
#include <setjmp.h>
jmp_buf b;
void f(void) { longjmp(b, 1); }
int main(void) { int x = 1; if (setjmp(b)) return x; x = 2; f(); }
