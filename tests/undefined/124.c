// item: 124
#include <setjmp.h>
#undef setjmp
int main(void) { return 0; }
