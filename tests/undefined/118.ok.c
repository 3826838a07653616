// the near miss of item 118: nothing to report
#include <fenv.h>
int main(void) { fenv_t saved; return fegetenv(&saved) + fesetenv(FE_DFL_ENV) + fesetenv(&saved); }
