// the near miss of item 107: nothing to report
// flags: --strict
#include <stddef.h>
#undef offsetof
int main(void) { return 0; }
