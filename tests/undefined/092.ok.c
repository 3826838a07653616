// item: 92
// flags: --strict
#include <stdio.h>
int main(void) { return 0; }
