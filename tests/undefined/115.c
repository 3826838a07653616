// item: 115
#include <fenv.h>
#pragma STDC FENV_ACCESS OFF
int main(void) { return fetestexcept(FE_INVALID); }
