/* Inline assembly for x86-64: registers, tied and "+" operands, memory, immediates, clobbers, goto. */
// targets: x86_64
#include <stdio.h>

static int add(int a, int b) { int r; __asm__("leal (%1,%2), %0" : "=r"(r) : "r"((long)a), "r"((long)b)); return r; }
static void divide(unsigned a, unsigned b, unsigned *q, unsigned *r)
{
    __asm__("divl %4" : "=a"(*q), "=d"(*r) : "0"(a), "1"(0), "rm"(b) : "cc");
}
static int zero(int x)
{
    __asm__ goto("testl %0, %0; je %l1" : : "r"(x) : "cc" : is_zero);
    return 0;
is_zero:
    return 1;
}

int main(void)
{
    unsigned q, r; int x = 5, m = 7; long l = 1;
    printf("%d\n", add(20, 22));
    divide(100, 7, &q, &r); printf("%u %u\n", q, r);
    __asm__("addl $3, %0" : "+r"(x)); __asm__("addl %1, %0" : "+m"(m) : "ri"(10));
    printf("%d %d\n", x, m);
    __asm__ volatile("" : : : "memory");
    __asm__("shlq %b1, %0" : "+r"(l) : "c"(9)); printf("%ld\n", l);
    __asm__("movl %1, %0" : "=&r"(x) : "i"(sizeof(long) * 3)); printf("%d\n", x);
    __asm__("movl %[in], %[out]" : [out] "=r"(x) : [in] "m"(m)); printf("%d\n", x);
    register long r10 __asm__("r10") = 77; long out;
    __asm__("movq %1, %0" : "=r"(out) : "r"(r10)); printf("%ld\n", out);
    printf("%d %d\n", zero(0), zero(3));
    __asm__("cmpl $4, %1\n\tsete %b0" : "=q"(x) : "r"(4), "0"(0) : "cc"); printf("%d\n", x & 255);
    return 0;
}

/* expect:
42
14 2
8 17
512
24
17
77
1 0
1
*/
