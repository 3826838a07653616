// item: 103
// flags: --strict
#include <stdio.h>
int main(void) { puts(""); return 0; }
