/* Conversions between float, double, x87 long double and 128-bit integers, and to unsigned 64 bits.

   To floating point: the upper 64 bits of the normalised magnitude with a sticky lowest bit round
   as the whole number does when the significand is shorter than 63 bits; the x87's 64-bit
   significand is rounded here.  To integers: dividing by 2^64 is exact, so each half converts by
   itself.  Rounding is to nearest for x87, the current mode's for the others. */

#include "int128.h"

#define TWO_63 9223372036854775808.0
#define TWO_64 18446744073709551616.0

/* The upper 64 bits of x (>= 2^64), what is below them in the lowest bit; x is about the result
   times 2^*shift. */
static inline word
upper_bits(uint128 x, int *shift)
{
	*shift = 64 - __builtin_clzll(high_word(x));
	return low_word(x >> *shift) | ((x << (128 - *shift)) != 0);
}

#define TO_SHORT_FLOAT(letters, type)                                                            \
	type __floatunti##letters(uint128 x)                                                     \
	{                                                                                        \
		int shift;                                                                       \
		if (high_word(x) == 0)                                                           \
			return (type)low_word(x);                                                \
		word upper = upper_bits(x, &shift);                                              \
		return (type)upper * ((type)((word)1 << (shift - 1)) * 2);                       \
	}                                                                                        \
	type __floatti##letters(int128 x)                                                        \
	{                                                                                        \
		if (x >= 0)                                                                      \
			return __floatunti##letters((uint128)x);                                 \
		return -__floatunti##letters(-(uint128)x);                                       \
	}

#define FROM_FLOAT(letters, type)                                                                \
	uint128 __fixuns##letters##ti(type x)                                                    \
	{                                                                                        \
		if (x < (type)TWO_64)                                                            \
			return x > 0 ? (uint128)(word)x : 0;                                     \
		word high = (word)(x / (type)TWO_64);                                            \
		return join(high, (word)(x - (type)high * (type)TWO_64));                        \
	}                                                                                        \
	int128 __fix##letters##ti(type x)                                                        \
	{                                                                                        \
		if (x < 0)                                                                       \
			return (int128)-__fixuns##letters##ti(-x);                               \
		return (int128)__fixuns##letters##ti(x);                                         \
	}                                                                                        \
	word __fixuns##letters##di(type x)                                                       \
	{                                                                                        \
		if (x < (type)TWO_63)                                                            \
			return (word)(sword)x;                                                   \
		return (word)(sword)(x - (type)TWO_63) ^ (word)1 << 63;                          \
	}

TO_SHORT_FLOAT(sf, float)
TO_SHORT_FLOAT(df, double)
FROM_FLOAT(sf, float)
FROM_FLOAT(df, double)

#if defined(__x86_64__) || defined(__i386__)

FROM_FLOAT(xf, long double)

long double
__floatuntixf(uint128 x)
{
	if (high_word(x) == 0)
		return (long double)low_word(x);
	int shift = 64 - __builtin_clzll(high_word(x));
	word upper = low_word(x >> shift);
	uint128 rest = x << (128 - shift), half = (uint128)1 << 127;

	if (rest > half || (rest == half && (upper & 1)))
		upper++;
	if (upper == 0) {
		upper = (word)1 << 63;
		shift++;
	}
	int part = shift / 2;
	long double scale = (long double)((word)1 << part) * (long double)((word)1 << (shift - part));

	return (long double)upper * scale;
}

long double
__floattixf(int128 x)
{
	if (x >= 0)
		return __floatuntixf((uint128)x);
	return -__floatuntixf(-(uint128)x);
}

#endif
