// item: 154
// flags: --strict
#include <stdio.h>
int main(void) { printf("\xe4\n"); return 0; }
