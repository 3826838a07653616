/* Calls right before the return, which -O2 may make jumps: not where the callee can see a local,
   where arguments lie on the stack, or where something is left to do behind the call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define APART __attribute__((noinline))

struct small { unsigned char kind, pad; unsigned short offset; int size; long value; };
struct large { long words[6]; };
static int total;
static int *volatile kept;

static APART int add(int a, int b) { total += a; return a + b; }
static APART void note(int a) { total = total * 3 + a; }
static APART int through(const int *p) { int filler[40]; memset(filler, 7, sizeof filler); return *p + filler[3]; }
static APART int read_kept(int a) { int filler[40]; memset(filler, 9, sizeof filler); return *kept + a + filler[1]; }
static APART long eight(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j)
{ return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j; }
static APART struct small make(int n) { struct small s = { 3, 0, (unsigned short)n, n * 2, n + 100L }; return s; }
static APART struct large make_large(long n) { struct large l = { { n, n + 1, n + 2, n + 3, n + 4, n + 5 } }; return l; }
static APART long sum_small(struct small s) { return s.kind + s.offset + s.size + s.value; }
static APART long sum_large(struct large l) { return l.words[0] + l.words[5]; }
static APART double half(double x) { return x / 2; }
static APART long double third(long double x) { return x / 3; }

static APART int plain(int x) { return add(x, 1); }
static APART void branches(int x)
{
    if (x == 1) note(10);
    else if (x == 2) note(20);
    else if (x == 3) add(30, 1);
    else note(x);
}
static APART int of_local(int x) { int local = x * 2; return through(&local); }
static APART int kept_local(int x) { int local = x * 3; kept = &local; return read_kept(1); }
static APART int of_array(int n) { int local[n]; local[n - 1] = n; return through(&local[n - 1]); }
static APART int of_alloca(int n) { int *local = __builtin_alloca(8); *local = n; return through(local); }
static APART long on_stack(long a) { return eight(a, 1, 2, 3, 4, 5, 6, 7, 8, a); }
static APART long shuffled(long a, long b, long c, long d, long e, long f)
{ return f == 0 ? a : shuffled(b, c, d, e, f - 1, a & 1); }
static APART struct small forward(int n) { return make(n + 1); }
static APART struct large forward_large(long n) { return make_large(n + 1); }
static APART long pass(struct small s) { return sum_small(s); }
static APART long pass_changed(struct small s) { s.size += 5; s.kind = 9; return sum_small(s); }
static APART int of_small(struct small s) { return through(&s.size); }
static APART long through_long(const long *p) { int filler[40]; memset(filler, 8, sizeof filler); return *p + filler[3]; }
static APART long of_large(struct large l) { return through_long(&l.words[1]); }
static APART struct large local_result(int x) { struct large l; memset(&l, 0, sizeof l); kept = &x; *kept += 1; note(read_kept(2)); l.words[3] = x; return l; }
static APART void fill(struct large *l, int x) { for (int i = 0; i < 6; i++) l->words[i] = x + i; }
static APART struct large filled(int x) { struct large l; fill(&l, x); return l; }
static APART struct small copied(struct small *from) { note(2); return *from; }
static APART struct small changed(struct small s) { s.value++; return copied(&s); }
static APART long pass_large(struct large l) { return sum_large(l); }
static APART int through_pointer(int (*f)(int, int), int x) { return f(x, x); }
static APART unsigned char narrow(int x) { return add(x, 0); }
static APART _Bool truth(int x) { return add(x, 0); }
static APART double floats(double x, int y) { return y ? half(x + y) : half(x); }
static APART long double wide(long double x) { return third(x * 2); }
static APART int by_printf(const char *f, int x) { return printf(f, x, 2.5); }
static APART int variadic(int n, ...)
{
    va_list list;
    va_start(list, n);
    int first = va_arg(list, int);
    va_end(list);
    return add(n, first);
}
static APART int pointer_of(int (*const *table)(int, int), int k) { int r = table[k](k, 1); note(r); return table[!k](r, 2); }
static APART int even(unsigned n);
static APART int odd(unsigned n) { return n == 0 ? 0 : even(n - 1); }
static APART int even(unsigned n) { return n == 0 ? 1 : odd(n - 1); }
static jmp_buf back;
static APART int leaves(int x) { if (x == 3) longjmp(back, 5); return x; }
static APART int jumps(int x) { int code = setjmp(back); if (code) return code; return leaves(x); }

int main(void)
{
    int (*table[])(int, int) = { add, add };
    struct small s = { 1, 2, 3, 4, 5 };
    printf("%d\n", plain(4));
    for (int i = 0; i < 5; i++) branches(i);
    printf("%d %d %d %d %d\n", total, of_local(3), kept_local(4), of_array(5), of_alloca(6));
    printf("%ld %ld\n", on_stack(3), shuffled(1, 2, 3, 4, 5, 6));
    s = forward(7);
    printf("%d %d %d %ld\n", s.kind, s.offset, s.size, s.value);
    printf("%ld %ld %ld %ld\n", forward_large(3).words[2], pass(s), pass_changed(s), pass_large(make_large(4)));
    printf("%d\n", pointer_of(table, 1));
    printf("%d %d %d\n", through_pointer(add, 5), narrow(0x1234), truth(256));
    printf("%g %g %.3Lf\n", floats(3, 1), floats(5, 0), wide(6));
    int printed = by_printf("%d %g\n", 3);
    printf("%d %d\n", printed, variadic(2, 40));
    printf("%d %d %d %d\n", even(501), odd(501), jumps(2), jumps(3));
    printf("%d %ld\n", of_small(s), of_large(make_large(9)));
    printf("%ld %ld\n", local_result(4).words[3], filled(6).words[4]);
    printf("%ld\n", changed(s).value);
    printf("%d\n", total);
    return 0;
}
/* expect:
5
568 117901069 151587094 117901068 117901069
273 3
3 8 16 108
6 135 146 13
4
10 52 1
2 2.5 4.000
3 2.5
6 42
0 1 2 5
117901079 134744082
5 10
109
454820972
*/
