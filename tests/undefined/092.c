// item: 92
// flags: --strict
#include "9.h"
int main(void) { return 0; }
