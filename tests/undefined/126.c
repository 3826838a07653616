// item: 126
#include <setjmp.h>
jmp_buf b;
void f(void) { setjmp(b); }
int main(void) { f(); longjmp(b, 1); }
