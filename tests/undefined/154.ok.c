// the near miss of item 154: nothing to report
// flags: --strict
#include <stdio.h>
int main(void) { printf("%s\n", "\xe4"); return 0; }
