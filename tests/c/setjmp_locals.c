/* What a local that setjmp's caller did not change since holds when setjmp returns again (7.13.2.1p3):
   also where it lay in memory, with too few registers, and where glibc's header calls the function
   _setjmp or __sigsetjmp, which nothing declares to return twice.  It lives on until then, so its
   place in memory is not free for what is alive after the first return alone. */
#include <setjmp.h>
#include <stdio.h>

static volatile long in[24];
static jmp_buf back;
static sigjmp_buf signal_back;
static __attribute__((noinline)) long next(long x) { return in[(x & 7) + 8] + x; }
static __attribute__((noinline)) void leave(long x) { if (x) longjmp(back, 7); }
static __attribute__((noinline)) void leave_signal(long x) { if (x) siglongjmp(signal_back, 7); }

#define TEST(name, save, go)                                                                     \
static __attribute__((noinline)) long name(void)                                                 \
{                                                                                                \
    long a = in[0], b = in[1], c = in[2], d = in[3], e = in[4], f = in[5], g = in[6], h = in[7]; \
    long i = in[8], j = in[9], k = in[10], l = in[11];                                           \
    if (save)                                                                                    \
        return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j        \
            + 11 * k + 12 * l;                                                                   \
    long m = next(1), n = next(2), o = next(3), p = next(4), q = next(5), r = next(6);           \
    long s = next(7), t = next(8), u = next(9), v = next(10), w = next(11), x = next(12);        \
    for (int round = 0; round < 3; round++) {                                                    \
        m += next(n); n ^= next(o); o += next(p); p ^= next(q); q += next(r); r ^= next(s);      \
        s += next(t); t ^= next(u); u += next(v); v ^= next(w); w += next(x); x ^= next(m);      \
    }                                                                                            \
    go(m | 1);                                                                                   \
    return m + n + o + p + q + r + s + t + u + v + w + x;                                        \
}
TEST(plain, setjmp(back), leave)
TEST(by_function, _setjmp(back), leave)
TEST(with_signals, sigsetjmp(signal_back, 1), leave_signal)

int main(void)
{
    for (int k = 0; k < 24; k++) in[k] = k * k + 1;
    printf("%ld %ld %ld\n", plain(), by_function(), with_signals());
    return 0;
}
/* expect:
4940 4940 4940
*/
