// the near miss of item 145: nothing to report
// flags: --strict
#include <stdint.h>
int main(void) { return INT8_C(100) + UINT64_C(0xffffffffffffffff) != 99; }
