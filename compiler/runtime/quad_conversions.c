/* Conversions between binary128 and the other floating-point formats and the integers.

   Widening moves fields and is exact; narrowing keeps three bits for rounding (guard, round,
   sticky) and rounds to nearest, ties to even; to integers truncates. */

#include "float128.h"

/* A format with an implicit leading bit: significand bits without it, and exponent bits. */
#define SHORT_FORMAT(letters, type, utype, fraction, exponent)                                   \
	union letters##_bits {                                                                   \
		type value;                                                                      \
		utype bits;                                                                      \
	};                                                                                       \
	quad __extend##letters##tf2(type x)                                                      \
	{                                                                                        \
		union letters##_bits u;                                                          \
		u.value = x;                                                                     \
		return widen(u.bits, fraction, exponent);                                        \
	}                                                                                        \
	type __trunctf##letters##2(quad x)                                                       \
	{                                                                                        \
		union letters##_bits u;                                                          \
		u.bits = (utype)narrow(bits_of(x), fraction, exponent);                          \
		return u.value;                                                                  \
	}

static quad
widen(word bits, int fraction_bits, int exponent_bits)
{
	word mask = ((word)1 << fraction_bits) - 1, fraction = bits & mask;
	int top = (1 << exponent_bits) - 1, exponent = (int)(bits >> fraction_bits) & top;
	uint128 sign = (uint128)(bits >> (fraction_bits + exponent_bits) & 1) << 127;
	int shift = FRACTION_BITS - fraction_bits;

	if (exponent == top)
		return quad_of(sign | INFINITY_BITS | (uint128)fraction << shift |
		    (fraction ? QUIET_BIT : 0));
	if (exponent == 0) {
		if (fraction == 0)
			return quad_of(sign);
		int up = __builtin_clzll(fraction) - (63 - fraction_bits);

		fraction = (fraction << up) & mask;
		exponent = 1 - up;
	}
	exponent += BIAS - (top >> 1);
	return quad_of(sign | (uint128)exponent << FRACTION_BITS | (uint128)fraction << shift);
}

static word
narrow(uint128 x, int fraction_bits, int exponent_bits)
{
	word sign = (word)(x >> 127) << (fraction_bits + exponent_bits);
	word top = ((word)1 << exponent_bits) - 1, infinite = top << fraction_bits;
	int down = FRACTION_BITS - fraction_bits - 3, exponent;

	if (is_nan(x))
		return sign | infinite | (word)1 << (fraction_bits - 1) |
		    low_word((x & (LEADING_BIT - 1)) >> (down + 3));
	x &= ~SIGN_BIT;
	if (x == INFINITY_BITS)
		return sign | infinite;
	if (x == 0)
		return sign;
	word fraction = low_word(shift_sticky(normalised(x, &exponent), down));

	exponent += (int)(top >> 1) - BIAS;
	if (exponent <= 0) {
		fraction = low_word(shift_sticky(fraction, 1 - exponent));
		exponent = 0;
	} else {
		fraction &= ~((word)1 << (fraction_bits + 3));
	}
	if (exponent >= (int)top)
		return sign | infinite;
	word rest = fraction & 7, result = (word)exponent << fraction_bits | fraction >> 3;

	/* A carry out of the fraction steps the exponent, up to infinity, as it should. */
	if (rest > 4 || (rest == 4 && (result & 1)))
		result++;
	return sign | result;
}

SHORT_FORMAT(sf, float, unsigned int, 23, 8)
SHORT_FORMAT(df, double, word, 52, 11)

#if defined(__x86_64__) || defined(__i386__)

/* The x87 format: 64-bit significand with its leading bit explicit, the exponent range of quad. */
union x87_bits {
	long double value;
	struct {
		word significand;
		unsigned short exponent;
	} parts;
};

quad
__extendxftf2(long double x)
{
	union x87_bits u;

	u.value = x;
	word significand = u.parts.significand;
	int exponent = u.parts.exponent & TOP;
	uint128 sign = (uint128)(u.parts.exponent >> 15) << 127;

	if (exponent == TOP) {
		word fraction = significand << 1;

		return quad_of(sign | INFINITY_BITS | (uint128)fraction << (FRACTION_BITS - 64) |
		    (fraction ? QUIET_BIT : 0));
	}
	if (significand == 0)
		return quad_of(sign);
	if (exponent == 0)
		exponent = 1;
	uint128 fraction = (uint128)significand << (FRACTION_BITS - 63);
	int shift = zeros_before(fraction) - (127 - FRACTION_BITS);

	if (exponent - shift < 1)
		return quad_of(sign | fraction << (exponent - 1));
	fraction <<= shift;
	exponent -= shift;
	return quad_of(sign | (uint128)exponent << FRACTION_BITS | (fraction & (LEADING_BIT - 1)));
}

long double
__trunctfxf2(quad a)
{
	uint128 x = bits_of(a);
	union x87_bits u;
	int exponent;

	u.value = 0;
	u.parts.exponent = (unsigned short)(x >> 112) & 0x8000;
	u.parts.significand = 0;
	if (is_nan(x) || (x & ~SIGN_BIT) == INFINITY_BITS) {
		u.parts.exponent |= TOP;
		u.parts.significand = (word)1 << 63 | low_word(x >> (FRACTION_BITS - 63));
		if (is_nan(x))
			u.parts.significand |= (word)1 << 62;
		return u.value;
	}
	x &= ~SIGN_BIT;
	if (x == 0)
		return u.value;
	uint128 fraction = shift_sticky(normalised(x, &exponent), FRACTION_BITS - 63 - 3);

	if (exponent <= 0) {
		fraction = shift_sticky(fraction, 1 - exponent);
		exponent = 0;
	}
	int rest = (int)(fraction & 7);

	fraction >>= 3;
	if (rest > 4 || (rest == 4 && (fraction & 1)))
		fraction++;
	if (fraction >> 64) {
		fraction >>= 1;
		exponent++;
	}
	if (exponent == 0 && fraction >> 63)
		exponent = 1;
	if (exponent >= TOP) {
		exponent = TOP;
		fraction = (uint128)1 << 63;
	}
	u.parts.exponent |= (unsigned short)exponent;
	u.parts.significand = low_word(fraction);
	return u.value;
}

#endif

/* Integers to binary128. */

quad
__floatuntitf(uint128 x)
{
	if (x == 0)
		return quad_of(0);
	int shift = zeros_before(x) - (127 - FRACTION_BITS - 3);

	x = shift >= 0 ? x << shift : shift_sticky(x, -shift);
	return round_and_pack(0, BIAS + FRACTION_BITS + 3 - shift, x);
}

quad
__floattitf(int128 x)
{
	if (x >= 0)
		return __floatuntitf((uint128)x);
	return quad_of(bits_of(__floatuntitf(-(uint128)x)) | SIGN_BIT);
}

quad
__floatunditf(word x)
{
	return __floatuntitf(x);
}

quad
__floatditf(sword x)
{
	return __floattitf(x);
}

quad
__floatunsitf(unsigned int x)
{
	return __floatuntitf(x);
}

quad
__floatsitf(int x)
{
	return __floattitf(x);
}

/* Binary128 to integers, toward zero; out of range gives the nearest limit. */

static uint128
magnitude(uint128 x, uint128 limit)
{
	int exponent = exponent_of(x) - BIAS;
	uint128 fraction = (x & (LEADING_BIT - 1)) | LEADING_BIT;

	if (exponent < 0)
		return 0;
	if (exponent > 127)
		return limit;
	if (exponent <= FRACTION_BITS)
		fraction >>= FRACTION_BITS - exponent;
	else
		fraction <<= exponent - FRACTION_BITS;
	return fraction > limit ? limit : fraction;
}

#define TO_INTEGER(letters, type, utype, bits)                                                   \
	type __fixtf##letters(quad a)                                                            \
	{                                                                                        \
		uint128 x = bits_of(a), top = (uint128)1 << (bits - 1);                          \
		if (x & SIGN_BIT)                                                                \
			return (type)-(utype)magnitude(x, top);                                  \
		return (type)magnitude(x, top - 1);                                              \
	}                                                                                        \
	utype __fixunstf##letters(quad a)                                                        \
	{                                                                                        \
		uint128 x = bits_of(a);                                                          \
		if (x & SIGN_BIT)                                                                \
			return 0;                                                                \
		return (utype)magnitude(x, (uint128)(utype)-1);                                  \
	}

TO_INTEGER(si, int, unsigned int, 32)
TO_INTEGER(di, sword, word, 64)
TO_INTEGER(ti, int128, uint128, 128)
