/* The parts of IEEE 754 binary128 numbers, and packing with rounding.

   A finite number is (-1)^sign * fraction * 2^(exponent - BIAS - 112), its fraction a 113-bit
   integer with the leading bit explicit.  Rounding is to nearest, ties to even, whatever MXCSR
   says; no exception flags are raised. */

#ifndef VOUCH_FLOAT128_H
#define VOUCH_FLOAT128_H

#include "int128.h"

#if defined(__x86_64__) || defined(__i386__)
typedef __float128 quad;
#else
typedef long double quad;
#endif

enum { FRACTION_BITS = 112, BIAS = 16383, TOP = 32767 };

#define LEADING_BIT ((uint128)1 << FRACTION_BITS)
#define SIGN_BIT ((uint128)1 << 127)
#define INFINITY_BITS ((uint128)TOP << FRACTION_BITS)
#define QUIET_BIT (LEADING_BIT >> 1)
#define NAN_BITS (INFINITY_BITS | QUIET_BIT)

union quad_bits {
	quad value;
	uint128 bits;
};

static inline uint128
bits_of(quad x)
{
	union quad_bits u;

	u.value = x;
	return u.bits;
}

static inline quad
quad_of(uint128 bits)
{
	union quad_bits u;

	u.bits = bits;
	return u.value;
}

static inline int
is_nan(uint128 bits)
{
	return (bits & ~SIGN_BIT) > INFINITY_BITS;
}

static inline int
exponent_of(uint128 bits)
{
	return (int)(bits >> FRACTION_BITS) & TOP;
}

static inline int
zeros_before(uint128 x)
{
	word high = high_word(x);

	return high ? __builtin_clzll(high) : 64 + __builtin_clzll(low_word(x));
}

/* The fraction with its leading bit at FRACTION_BITS, also of subnormal numbers; the exponent, then
   below 1, through the pointer.  `bits` is neither zero, infinite nor NaN. */
static inline uint128
normalised(uint128 bits, int *exponent)
{
	uint128 fraction = bits & (LEADING_BIT - 1);

	*exponent = exponent_of(bits);
	if (*exponent)
		return fraction | LEADING_BIT;
	int shift = zeros_before(fraction) - (127 - FRACTION_BITS);

	*exponent = 1 - shift;
	return fraction << shift;
}

/* Shift right; what falls off makes the lowest bit sticky. */
static inline uint128
shift_sticky(uint128 x, int count)
{
	if (count == 0)
		return x;
	if (count > 127)
		return x != 0;
	return x >> count | ((x << (128 - count)) != 0);
}

/* Pack a number whose fraction has three bits below FRACTION_BITS (guard, round, sticky) and its
   leading bit at FRACTION_BITS + 3. */
static inline quad
round_and_pack(uint128 sign, int exponent, uint128 fraction)
{
	if (exponent <= 0) {
		fraction = shift_sticky(fraction, 1 - exponent);
		exponent = 0;
	}
	int rest = (int)(fraction & 7);

	fraction >>= 3;
	if (rest > 4 || (rest == 4 && (fraction & 1)))
		fraction++;
	if (exponent == 0)
		exponent = fraction >> FRACTION_BITS ? 1 : 0;
	else if (fraction >> (FRACTION_BITS + 1)) {
		fraction >>= 1;
		exponent++;
	}
	if (exponent >= TOP)
		return quad_of(sign | INFINITY_BITS);
	return quad_of(sign | (uint128)exponent << FRACTION_BITS | (fraction & (LEADING_BIT - 1)));
}

#endif
