/* _Complex: arithmetic, conversions, parts, calls, comparison, arrays, infinities. */
#include <stdio.h>
#include <complex.h>

#define show(z) printf("%g%+gi\n", (double)__real__(z), (double)__imag__(z))
static double _Complex mul(double _Complex a, double _Complex b) { return a * b; }
static float _Complex conjugate(float _Complex a) { return ~a; }
struct S { int n; double _Complex z; };
static struct S wrap(double _Complex z) { struct S s = { 1, z }; return s; }
static double _Complex global = 3.0 + 4.0i;

int main(void)
{
    double _Complex a = 1.0 + 2.0i, b = 3.0 - 1.0i, c;
    float _Complex f = a;
    int _Complex n = 5 + 6i;
    show(a + b); show(a - b); show(mul(a, b)); show(a / b); show(-a); show(~a);
    show(a * 2); show(2 / a); show(a + 1.5); show(1 - a);
    show(conjugate(f)); show(n * n); show(n / (1 + 1i));
    __real__ a = 9; __imag__ a += 1;
    show(a);
    printf("%d %d %d %d\n", a == b, a != b, a == 9 + 3i, !a);
    c = a ? b : a; show(c);
    c += a; c *= 1i; show(c);
    c++; show(c);
    show(wrap(a).z);
    show(global);
    double r = a; printf("%g %d\n", r, (int)b);
    long double _Complex l = a; l /= 2; printf("%Lg %Lg\n", creall(l), cimagl(l));
    double _Complex arr[2] = { 1, 2i }; show(arr[0] + arr[1]);
    printf("%g %g %g\n", creal(a), cimag(a), cabs(3 + 4i));
    double _Complex inf = __builtin_complex(__builtin_inf(), 0.0);
    c = inf * (1 + 1i); printf("%g %g\n", creal(c), cimag(c));
    return 0;
}

/* expect:
4+1i
-2+3i
5+5i
0.1+0.7i
-1-2i
1-2i
2+4i
0.4-0.8i
2.5+2i
0-2i
1-2i
-11+60i
5+0i
9+3i
0 1 1 0
3-1i
-2+12i
-1+12i
9+3i
3+4i
9 3
4.5 1.5
1+2i
9 3 5
inf inf
*/
