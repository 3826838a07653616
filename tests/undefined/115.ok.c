// the near miss of item 115: nothing to report
#include <fenv.h>
#pragma STDC FENV_ACCESS ON
int main(void) { return fetestexcept(FE_INVALID); }
