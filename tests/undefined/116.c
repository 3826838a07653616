// item: 116
#include <fenv.h>
int main(void) { return feclearexcept(FE_ALL_EXCEPT | 0x4000); }
