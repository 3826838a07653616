/* Exceptions and rounding directions: gcc's program on the same machine prints the same. */
#include <fenv.h>
#include <math.h>
#include <stdio.h>
#pragma STDC FENV_ACCESS ON

static void show(const char *what)
{
    int raised = fetestexcept(FE_ALL_EXCEPT);
    printf("%s:%s%s%s%s%s\n", what, raised & FE_INVALID ? " invalid" : "",
           raised & FE_DIVBYZERO ? " division" : "", raised & FE_OVERFLOW ? " overflow" : "",
           raised & FE_UNDERFLOW ? " underflow" : "", raised & FE_INEXACT ? " inexact" : "");
    feclearexcept(FE_ALL_EXCEPT);
}

int main(void)
{
    volatile double zero = 0, one = 1, three = 3, huge = 1e308, tiny = 1e-308, r;
    volatile float f, small = 1e-38f, big = 3e38f;
    volatile long double l, lthree = 3;
    volatile int i;
    r = one / three; show("1/3");
    r = one + three; show("1+3");
    r = one / zero; show("1/0");
    r = zero / zero; show("0/0");
    i = r < one; show("nan<1");
    i = r == one; show("nan==1");
    r = huge * huge; show("huge*huge");
    r = tiny * tiny; show("tiny*tiny");
    r = tiny / 1024; show("tiny/1024");
    f = big * big; show("big*big");
    f = small * small; show("small*small");
    f = (float)(one / three); show("float");
    f = 16777217; show("16777217f");
    i = (int)(one / 2); show("(int)0.5");
    l = 1 / lthree; show("1/3L");
    r = sqrt(-one); show("sqrt(-1)");
    r = sqrt(three); show("sqrt(3)");
    r = rint(one / 2); show("rint");
    r = nearbyint(one / 2); show("nearbyint");
    i = (int)lrint(three / 2); show("lrint");
    r = log(zero); show("log(0)");
    r = log(-one); show("log(-1)");
    r = exp(huge); show("exp(huge)");
    r = fmod(one, zero); show("fmod(1,0)");
    int modes[] = { FE_TONEAREST, FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO };
    for (int k = 0; k < 4; k++) {
        if (fesetround(modes[k]) || fegetround() != modes[k])
            return 1;
        r = one / three; printf("%a ", r);
        r = -one / three; printf("%a ", r);
        r = one - one; printf("%g ", r);
        r = huge * huge; printf("%a ", r);
        r = -huge * huge; printf("%a ", r);
        r = tiny * tiny; printf("%a ", r);
        f = (float)0.1; f = f / 3; printf("%a ", f);
        l = 1 / lthree; printf("%La ", l);
        r = sqrt(three); printf("%a ", r);
        printf("%g %g %ld %g\n", rint(one * 2.5), nearbyint(-one * 2.5), lrint(one * 1.5),
               floor(-one / 2));
    }
    fenv_t saved;
    feclearexcept(FE_ALL_EXCEPT);
    r = one / zero;
    feholdexcept(&saved); show("held");
    fesetround(FE_UPWARD);
    r = one / three;
    feupdateenv(&saved); printf("%d ", fegetround() == FE_TOWARDZERO); show("updated");
    fesetenv(FE_DFL_ENV); printf("%d ", fegetround() == FE_TONEAREST); show("default");
    fexcept_t flags;
    feraiseexcept(FE_OVERFLOW); feclearexcept(FE_INEXACT);
    fegetexceptflag(&flags, FE_OVERFLOW | FE_INVALID); show("raised");
    fesetexceptflag(&flags, FE_OVERFLOW); show("set");
    return 0;
}
