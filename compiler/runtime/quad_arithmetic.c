/* Addition, subtraction, multiplication and division of binary128 in integers.

   Each works on 113-bit fractions with three more bits for rounding (guard, round, sticky), which
   is enough for correct rounding to nearest (IEEE 754-2008, 5.4.1; Handbook of Floating-Point
   Arithmetic, chapter 9). */

#include "float128.h"

/* A quiet NaN made of whichever operand is one. */
static quad
propagate(uint128 x, uint128 y)
{
	return quad_of((is_nan(x) ? x : y) | QUIET_BIT);
}

quad
__addtf3(quad a, quad b)
{
	uint128 x = bits_of(a), y = bits_of(b);

	if (is_nan(x) || is_nan(y))
		return propagate(x, y);
	uint128 ax = x & ~SIGN_BIT, ay = y & ~SIGN_BIT;

	if (ax == INFINITY_BITS)
		return ay == INFINITY_BITS && x != y ? quad_of(NAN_BITS | SIGN_BIT) : a;
	if (ay == INFINITY_BITS)
		return b;
	if (ay == 0)
		return ax == 0 ? quad_of(x & y) : a;
	if (ax == 0)
		return b;
	if (ax < ay) {
		uint128 swap = x;

		x = y;
		y = swap;
	}
	int ex, ey;
	uint128 fx = normalised(x & ~SIGN_BIT, &ex) << 3;
	uint128 fy = normalised(y & ~SIGN_BIT, &ey) << 3;
	uint128 sign = x & SIGN_BIT;

	fy = shift_sticky(fy, ex - ey);
	if ((x ^ y) & SIGN_BIT) {
		fx -= fy;
		if (fx == 0)
			return quad_of(0);
		int shift = zeros_before(fx) - (127 - FRACTION_BITS - 3);

		fx <<= shift;
		ex -= shift;
	} else {
		fx += fy;
		if (fx >> (FRACTION_BITS + 4)) {
			fx = shift_sticky(fx, 1);
			ex++;
		}
	}
	return round_and_pack(sign, ex, fx);
}

quad
__subtf3(quad a, quad b)
{
	uint128 y = bits_of(b);

	return __addtf3(a, is_nan(y) ? b : quad_of(y ^ SIGN_BIT));
}

quad
__negtf2(quad a)
{
	return quad_of(bits_of(a) ^ SIGN_BIT);
}

/* The upper and lower half of a 256-bit product. */
static inline uint128
multiply_wide(uint128 x, uint128 y, uint128 *low)
{
	uint128 x0 = low_word(x), x1 = high_word(x), y0 = low_word(y), y1 = high_word(y);
	uint128 bottom = x0 * y0, middle = x1 * y0 + high_word(bottom);
	uint128 other = x0 * y1 + low_word(middle);

	*low = join(low_word(other), low_word(bottom));
	return x1 * y1 + high_word(middle) + high_word(other);
}

quad
__multf3(quad a, quad b)
{
	uint128 x = bits_of(a), y = bits_of(b), sign = (x ^ y) & SIGN_BIT;

	if (is_nan(x) || is_nan(y))
		return propagate(x, y);
	x &= ~SIGN_BIT;
	y &= ~SIGN_BIT;
	if (x == INFINITY_BITS || y == INFINITY_BITS)
		return quad_of(x == 0 || y == 0 ? NAN_BITS | SIGN_BIT : sign | INFINITY_BITS);
	if (x == 0 || y == 0)
		return quad_of(sign);
	int ex, ey;
	uint128 fx = normalised(x, &ex), fy = normalised(y, &ey), low;
	/* Both shifted so that the product's upper half has its leading bit at 115 or 116. */
	uint128 high = multiply_wide(fx << 8, fy << 11, &low);
	int exponent = ex + ey - BIAS;

	if (high >> (FRACTION_BITS + 4)) {
		low |= high & 1;
		high >>= 1;
		exponent++;
	}
	return round_and_pack(sign, exponent, high | (low != 0));
}

quad
__divtf3(quad a, quad b)
{
	uint128 x = bits_of(a), y = bits_of(b), sign = (x ^ y) & SIGN_BIT;

	if (is_nan(x) || is_nan(y))
		return propagate(x, y);
	x &= ~SIGN_BIT;
	y &= ~SIGN_BIT;
	if (x == INFINITY_BITS)
		return quad_of(y == INFINITY_BITS ? NAN_BITS | SIGN_BIT : sign | INFINITY_BITS);
	if (y == INFINITY_BITS)
		return quad_of(sign);
	if (y == 0)
		return quad_of(x == 0 ? NAN_BITS | SIGN_BIT : sign | INFINITY_BITS);
	if (x == 0)
		return quad_of(sign);
	int ex, ey;
	uint128 fx = normalised(x, &ex), fy = normalised(y, &ey), quotient = 0;
	int exponent = ex - ey + BIAS;

	if (fx < fy) {
		fx <<= 1;
		exponent--;
	}
	for (int bit = 0; bit < FRACTION_BITS + 4; bit++) {
		quotient <<= 1;
		if (fx >= fy) {
			fx -= fy;
			quotient |= 1;
		}
		fx <<= 1;
	}
	return round_and_pack(sign, exponent, quotient | (fx != 0));
}
