// item: 145
// flags: --strict
#include <stdint.h>
int main(void) { return INT8_C(200) == 0; }
