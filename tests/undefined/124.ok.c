// the near miss of item 124: nothing to report
#include <setjmp.h>
int main(void) { jmp_buf b; return setjmp(b); }
