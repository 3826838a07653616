// item: 107
// flags: --strict
#include <stddef.h>
#undef __LONG_MAX__
int main(void) { return 0; }
