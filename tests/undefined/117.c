// item: 117
#include <fenv.h>
int main(void) {
    fexcept_t saved; fegetexceptflag(&saved, FE_INVALID);
    return fesetexceptflag(&saved, FE_INVALID | FE_INEXACT);
}
