/* Overflow builtins on 128-bit operands of mixed signs. */
#include <stdio.h>
typedef __int128 i; typedef unsigned __int128 u;
volatile u a = ~(u)0, b = 5; volatile i c = -3, d = (i)1 << 126;
static void p(int o, u v) { printf("%d %016lx%016lx\n", o, (long)(v >> 64), (long)v); }
int main(void) { i r; u s; long l;
 {int q = __builtin_add_overflow(a, c, &s); p(q, s);}
 {int q = __builtin_add_overflow(a, c, &r); p(q, r);}
 {int q = __builtin_sub_overflow(b, c, &r); p(q, r);}
 {int q = __builtin_sub_overflow(c, b, &s); p(q, s);}
 {int q = __builtin_mul_overflow(b, c, &r); p(q, r);}
 {int q = __builtin_mul_overflow(b, c, &s); p(q, s);}
 {int q = __builtin_mul_overflow(d, 2, &s); p(q, s);}
 {int q = __builtin_mul_overflow(d, -2, &r); p(q, r);}
 {int q = __builtin_mul_overflow(d, 4u, &s); p(q, s);}
 {int q = __builtin_add_overflow(a, c, &l); p(q, l);}
 {int q = __builtin_sub_overflow(b, c, &l); p(q, l);}
 {int q = __builtin_add_overflow(d, d, &s); p(q, s);}
 return 0; }

/* expect:
0 fffffffffffffffffffffffffffffffc
1 fffffffffffffffffffffffffffffffc
0 00000000000000000000000000000008
1 fffffffffffffffffffffffffffffff8
0 fffffffffffffffffffffffffffffff1
1 fffffffffffffffffffffffffffffff1
0 80000000000000000000000000000000
0 80000000000000000000000000000000
1 00000000000000000000000000000000
1 fffffffffffffffffffffffffffffffc
0 00000000000000000000000000000008
0 80000000000000000000000000000000
*/
