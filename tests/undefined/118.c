// item: 118
#include <fenv.h>
int main(void) { fenv_t made = { 0 }; return fesetenv(&made); }
