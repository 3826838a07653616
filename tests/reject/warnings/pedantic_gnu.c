// options: -pedantic -fsyntax-only | -pedantic-errors -fsyntax-only
struct A { int n; int a[]; };
struct A x = { 1, 2, 3 };
struct A y = { 1, { 2, 3 } };
struct B { int n; char a[]; } z = { 1, "abc" };
extern double atan(double);
double d = 4 * atan(1.0), e = __builtin_atan(1.0);
void f(int n)
{
    static void *t[] = {
        &&l, &&m };
    goto *t[n];
l:
m:
    ;
}
