/* Integer operations that a compiler may call instead of expanding: shifts and products of 128
   bits, counting bits, and the arithmetic that traps on overflow (-ftrapv).  Names and meanings as
   in the GCC internals manual, "Routines for integer arithmetic". */

#include "int128.h"

int128
__ashlti3(int128 x, int count)
{
	word high = high_word((uint128)x), low = low_word((uint128)x);

	if (count & 64)
		return (int128)join(low << (count & 63), 0);
	if (count & 63)
		high = high << count | low >> (64 - count);
	return (int128)join(high, low << count);
}

int128
__lshrti3(int128 x, int count)
{
	word high = high_word((uint128)x), low = low_word((uint128)x);

	if (count & 64)
		return (int128)join(0, high >> (count & 63));
	if (count & 63)
		low = low >> count | high << (64 - count);
	return (int128)join(high >> count, low);
}

int128
__ashrti3(int128 x, int count)
{
	sword high = (sword)high_word((uint128)x);
	word low = low_word((uint128)x);

	if (count & 64)
		return (int128)join((word)(high >> 63), (word)(high >> (count & 63)));
	if (count & 63)
		low = low >> count | (word)high << (64 - count);
	return (int128)join((word)(high >> count), low);
}

int128
__multi3(int128 x, int128 y)
{
	word a = low_word((uint128)x), b = low_word((uint128)y);
	word a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff, b1 = b >> 32;
	word low = a0 * b0, middle = a1 * b0 + (low >> 32), other = a0 * b1 + (middle & 0xffffffff);
	word high = a1 * b1 + (middle >> 32) + (other >> 32);

	high += a * high_word((uint128)y) + b * high_word((uint128)x);
	return (int128)join(high, other << 32 | (low & 0xffffffff));
}

int128
__negti2(int128 x)
{
	return (int128)-(uint128)x;
}

/* 0, 1 or 2: less, equal, greater. */
int
__cmpti2(int128 x, int128 y)
{
	return (x > y) - (x < y) + 1;
}

int
__ucmpti2(uint128 x, uint128 y)
{
	return (x > y) - (x < y) + 1;
}

/* Counting bits without the instructions that a baseline processor may lack. */

static inline int
count_ones(word x)
{
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (int)(x * 0x0101010101010101 >> 56);
}

static inline int
leading_zeros(word x)
{
	int count = 0;

	for (int step = 32; step; step >>= 1)
		if (!(x >> (64 - step))) {
			count += step;
			x <<= step;
		}
	return count;
}

static inline int
trailing_zeros(word x)
{
	return count_ones((x & -x) - 1);
}

int
__popcountsi2(unsigned int x)
{
	return count_ones(x);
}

int
__popcountdi2(word x)
{
	return count_ones(x);
}

int
__popcountti2(uint128 x)
{
	return count_ones(low_word(x)) + count_ones(high_word(x));
}

int
__paritysi2(unsigned int x)
{
	return count_ones(x) & 1;
}

int
__paritydi2(word x)
{
	return count_ones(x) & 1;
}

int
__parityti2(uint128 x)
{
	return count_ones(low_word(x) ^ high_word(x)) & 1;
}

int
__clzsi2(unsigned int x)
{
	return leading_zeros(x) - 32;
}

int
__clzdi2(word x)
{
	return leading_zeros(x);
}

int
__clzti2(uint128 x)
{
	return high_word(x) ? leading_zeros(high_word(x)) : 64 + leading_zeros(low_word(x));
}

int
__ctzsi2(unsigned int x)
{
	return trailing_zeros(x);
}

int
__ctzdi2(word x)
{
	return trailing_zeros(x);
}

int
__ctzti2(uint128 x)
{
	return low_word(x) ? trailing_zeros(low_word(x)) : 64 + trailing_zeros(high_word(x));
}

int
__ffssi2(unsigned int x)
{
	return x ? trailing_zeros(x) + 1 : 0;
}

int
__ffsdi2(word x)
{
	return x ? trailing_zeros(x) + 1 : 0;
}

int
__ffsti2(uint128 x)
{
	return x ? __ctzti2(x) + 1 : 0;
}

int
__clrsbdi2(sword x)
{
	word y = (word)(x ^ x >> 63);

	return y ? leading_zeros(y) - 1 : 63;
}

int
__clrsbti2(int128 x)
{
	uint128 y = (uint128)(x ^ x >> 127);

	return y ? __clzti2(y) - 1 : 127;
}

unsigned int
__bswapsi2(unsigned int x)
{
	return x >> 24 | (x >> 8 & 0xff00) | (x << 8 & 0xff0000) | x << 24;
}

word
__bswapdi2(word x)
{
	return (word)__bswapsi2((unsigned int)x) << 32 | __bswapsi2((unsigned int)(x >> 32));
}

/* Arithmetic that calls abort() on overflow.  One macro, three widths. */

extern void abort(void) __attribute__((noreturn));

#define TRAPPING(suffix, type, utype, bits)                                                      \
	type __addv##suffix##3(type x, type y)                                                   \
	{                                                                                        \
		type sum = (type)((utype)x + (utype)y);                                          \
		if (((x ^ sum) & (y ^ sum)) < 0)                                                 \
			abort();                                                                 \
		return sum;                                                                      \
	}                                                                                        \
	type __subv##suffix##3(type x, type y)                                                   \
	{                                                                                        \
		type difference = (type)((utype)x - (utype)y);                                   \
		if (((x ^ y) & (x ^ difference)) < 0)                                            \
			abort();                                                                 \
		return difference;                                                               \
	}                                                                                        \
	type __mulv##suffix##3(type x, type y)                                                   \
	{                                                                                        \
		type minimum = (type)((utype)1 << (bits - 1));                                   \
		type product = (type)((utype)x * (utype)y);                                      \
		if ((x == -1 && y == minimum) || (y == -1 && x == minimum))                      \
			abort();                                                                 \
		if (x && x != -1 && product / x != y)                                            \
			abort();                                                                 \
		return product;                                                                  \
	}                                                                                        \
	type __negv##suffix##2(type x)                                                           \
	{                                                                                        \
		if (x == (type)((utype)1 << (bits - 1)))                                         \
			abort();                                                                 \
		return -x;                                                                       \
	}                                                                                        \
	type __absv##suffix##2(type x)                                                           \
	{                                                                                        \
		return x < 0 ? __negv##suffix##2(x) : x;                                         \
	}

TRAPPING(si, int, unsigned int, 32)
TRAPPING(di, sword, word, 64)
TRAPPING(ti, int128, uint128, 128)
