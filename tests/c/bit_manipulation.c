/* Shifted sums, masks, single bits, rotations, least and greatest: what machines with instructions
   for bit manipulation do in one go. */
#include <stdio.h>

#define N __attribute__((noinline)) static
typedef unsigned long word;
typedef unsigned half;

/* sums of shifted and extended numbers, addresses */
N word sh1(word x, word y) { return (x << 1) + y; }
N word sh2(word x, word y) { return y + x * 4; }
N word sh3(word x, word y) { return (x << 3) + y; }
N word add_uw(half x, word y) { return x + y; }
N word sh2_uw(half x, word y) { return ((word)x << 2) + y; }
N word shift_uw(half x) { return (word)x << 7; }
N word zext_w(half x) { return x; }
N short at2(short *p, long i) { return p[i]; }
N int at4(int *p, half i) { return p[i]; }
N long at8(long *p, int i) { return p[i]; }
N int at1(signed char *p, half i) { return p[i]; }
N long *address8(long *p, half i) { return p + i; }
/* extensions */
N long sext_b(long x) { return (signed char)x; }
N long sext_h(long x) { return (short)x; }
N int sext_h32(half x) { return (short)x; }
N word zext_h(word x) { return (unsigned short)x; }
/* complements */
N word andn(word x, word y) { return x & ~y; }
N word orn(word x, word y) { return x | ~y; }
N word xnor(word x, word y) { return x ^ ~y; }
N int andn32(int x, int y) { return x & ~y; }
N unsigned char andn8(unsigned char x, unsigned char y) { return x & ~y; }
/* single bits */
N word set(word x, word n) { return x | 1ul << n; }
N word clear(word x, word n) { return x & ~(1ul << n); }
N word flip(word x, word n) { return x ^ 1ul << n; }
N word get(word x, word n) { return x >> n & 1; }
N half set32(half x, half n) { return x | 1u << n; }
N int get32(int x, int n) { return x >> n & 1; }
N word set40(word x) { return x | 1ul << 40; }
N word set63(word x) { return x | 1ul << 63; }
N word clear20(word x) { return x & ~(1ul << 20); }
N word clear63(word x) { return x & ~(1ul << 63); }
N word flip33(word x) { return x ^ 1ul << 33; }
N int set30(int x) { return x | 1 << 30; }
N int set31(int x) { return x | (int)0x80000000; }
N int clear12(int x) { return x & ~(1 << 12); }
N int clear31(int x) { return x & 0x7fffffff; }
N int flip12(int x) { return x ^ 1 << 12; }
N int get31(int x) { return x >> 31 & 1; }
N half get5(half x) { return x >> 5 & 1; }
N int has17(word x) { if (x & 1ul << 17) return 3; return 4; }
/* rotations */
N word rol(word x, int n) { return x << (n & 63) | x >> (-(word)n & 63); }
N word ror(word x, int n) { return x >> (n & 63) | x << (-(word)n & 63); }
N half rol32(half x, int n) { return x << (n & 31) | x >> (-(half)n & 31); }
N half ror32(half x, int n) { return x >> (n & 31) | x << (-(half)n & 31); }
N word rol13(word x) { return x << 13 | x >> 51; }
N half ror7(half x) { return x >> 7 | x << 25; }
N unsigned short ror16(unsigned short x) { return (unsigned short)(x >> 3 | x << 13); }
/* counts and bytes */
N int clz(word x) { return x ? __builtin_clzl(x) : 64; }
N int ctz(word x) { return x ? __builtin_ctzl(x) : 64; }
N int clz32(half x) { return x ? __builtin_clz(x) : 32; }
N int ctz32(half x) { return x ? __builtin_ctz(x) : 32; }
N int count(word x) { return __builtin_popcountl(x); }
N int count32(half x) { return __builtin_popcount(x); }
N int count8(unsigned char x) { return __builtin_popcount(x); }
N int odd(word x) { return __builtin_parityl(x); }
N word swap(word x) { return __builtin_bswap64(x); }
N half swap32(half x) { return __builtin_bswap32(x); }
N unsigned short swap16(half x) { return __builtin_bswap16(x); }
/* least and greatest */
N long min(long x, long y) { return x < y ? x : y; }
N long max(long x, long y) { return x < y ? y : x; }
N word minu(word x, word y) { return x <= y ? x : y; }
N word maxu(word x, word y) { return x > y ? x : y; }
N int min32(int x, int y) { return x > y ? y : x; }
N half maxu32(half x, half y) { return x >= y ? x : y; }
N int at_least_0(int x) { return x < 0 ? 0 : x; }
N short min16(short x, short y) { return x < y ? x : y; }
N long capped(long x) { return x > 1000 ? 1000 : x < -1000 ? -1000 : x; }

int main(void)
{
    static const word values[] = { 0, 1, 2, 31, 63, 64, 0x80, 0xff, 0x7fff, 0x8000, 0x12345,
        0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x123456789abcdef0, 0x7fffffffffffffff,
        0x8000000000000000, -5ul, -1ul };
    static short shorts[128]; static int ints[128]; static long longs[128]; static signed char bytes[128];
    for (int i = 0; i < 128; i++)
        shorts[i] = i * 77, ints[i] = i * 7777777, longs[i] = i * 777777777l, bytes[i] = i * 7;
    word hash = 0;
#define ADD(e) (hash = hash * 1000003 + (word)(e))
    for (int i = 0; i < 20; i++) {
        word x = values[i];
        ADD(shift_uw(x)), ADD(zext_w(x)), ADD(sext_b(x)), ADD(sext_h(x)), ADD(sext_h32(x));
        ADD(zext_h(x)), ADD(set40(x)), ADD(set63(x)), ADD(clear20(x)), ADD(clear63(x));
        ADD(flip33(x)), ADD(set30(x)), ADD(set31(x)), ADD(clear12(x)), ADD(clear31(x));
        ADD(flip12(x)), ADD(get31(x)), ADD(get5(x)), ADD(has17(x)), ADD(rol13(x)), ADD(ror7(x));
        ADD(ror16(x)), ADD(clz(x)), ADD(ctz(x)), ADD(clz32(x)), ADD(ctz32(x)), ADD(count(x));
        ADD(count32(x)), ADD(count8(x)), ADD(odd(x)), ADD(swap(x)), ADD(swap32(x)), ADD(swap16(x));
        ADD(at_least_0(x)), ADD(capped(x));
        ADD(at1(bytes, x & 127)), ADD(at2(shorts, x & 127)), ADD(at4(ints, x & 127));
        ADD(at8(longs, x & 127)), ADD(*address8(longs, x & 127));
        for (int j = 0; j < 20; j++) {
            word y = values[j];
            ADD(sh1(x, y)), ADD(sh2(x, y)), ADD(sh3(x, y)), ADD(add_uw(x, y)), ADD(sh2_uw(x, y));
            ADD(andn(x, y)), ADD(orn(x, y)), ADD(xnor(x, y)), ADD(andn32(x, y)), ADD(andn8(x, y));
            ADD(set(x, y & 63)), ADD(clear(x, y & 63)), ADD(flip(x, y & 63)), ADD(get(x, y & 63));
            ADD(set32(x, y & 31)), ADD(get32(x, y & 31));
            ADD(rol(x, y)), ADD(ror(x, y)), ADD(rol32(x, y)), ADD(ror32(x, y));
            ADD(min(x, y)), ADD(max(x, y)), ADD(minu(x, y)), ADD(maxu(x, y));
            ADD(min32(x, y)), ADD(maxu32(x, y)), ADD(min16(x, y));
        }
        printf("%lx\n", hash);
    }
    return 0;
}

/* expect:
13839aeee9d6f0
5ee3c1cbf57002d8
39760fabd6a1bb3e
fb016d7cd211aeef
8696e109e122ab67
85382d49c36280b2
72334533ada91d3c
b1f178534f046bf5
ee3efa8c7561565d
50de1ab25d44488b
f8e9133d2fd5688
2b38658e43951885
2c123dd5fe612ded
9e705b299f3063ff
4c9c4e10e3b06676
b2a042c21958d09d
c0b1a4cf0e10f5c5
df15d268781b3073
ff4c5a12fbea94ea
c37e4078e0605eb9
*/
