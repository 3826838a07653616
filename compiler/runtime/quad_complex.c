/* Complex multiplication and division of binary128: the same as complex.c, apart because only
   programs with _Complex __float128 need it. */

#include "float128.h"

#if defined(__x86_64__) || defined(__i386__)
typedef _Complex float quad_complex __attribute__((mode(TC)));
#else
typedef _Complex long double quad_complex;
#endif

static inline int
is_infinite(quad x)
{
	return (bits_of(x) & ~SIGN_BIT) == INFINITY_BITS;
}

static inline int
is_finite(quad x)
{
	return (bits_of(x) & ~SIGN_BIT) < INFINITY_BITS;
}

/* 1 for an infinity, 0 for anything else, with x's sign. */
static inline quad
boxed(quad x)
{
	uint128 one = (uint128)BIAS << FRACTION_BITS;

	return quad_of((is_infinite(x) ? one : 0) | (bits_of(x) & SIGN_BIT));
}

static inline quad
without_nan(quad x)
{
	return is_nan(bits_of(x)) ? quad_of(bits_of(x) & SIGN_BIT) : x;
}

static inline quad
size_of(quad x)
{
	return quad_of(bits_of(x) & ~SIGN_BIT);
}

quad_complex
__multc3(quad a, quad b, quad c, quad d)
{
	quad ac = a * c, bd = b * d, ad = a * d, bc = b * c;
	quad real = ac - bd, imaginary = ad + bc;
	quad_complex result;

	if (is_nan(bits_of(real)) && is_nan(bits_of(imaginary))) {
		int again = 0;

		if (is_infinite(a) || is_infinite(b)) {
			a = boxed(a);
			b = boxed(b);
			c = without_nan(c);
			d = without_nan(d);
			again = 1;
		}
		if (is_infinite(c) || is_infinite(d)) {
			c = boxed(c);
			d = boxed(d);
			a = without_nan(a);
			b = without_nan(b);
			again = 1;
		}
		if (!again && (is_infinite(ac) || is_infinite(bd) || is_infinite(ad) ||
		    is_infinite(bc))) {
			a = without_nan(a);
			b = without_nan(b);
			c = without_nan(c);
			d = without_nan(d);
			again = 1;
		}
		if (again) {
			real = quad_of(INFINITY_BITS) * (a * c - b * d);
			imaginary = quad_of(INFINITY_BITS) * (a * d + b * c);
		}
	}
	__real__ result = real;
	__imag__ result = imaginary;
	return result;
}

quad_complex
__divtc3(quad a, quad b, quad c, quad d)
{
	quad real, imaginary, ratio, denominator;
	quad_complex result;

	if (size_of(c) < size_of(d)) {
		ratio = c / d;
		denominator = c * ratio + d;
		real = (a * ratio + b) / denominator;
		imaginary = (b * ratio - a) / denominator;
	} else {
		ratio = d / c;
		denominator = d * ratio + c;
		real = (b * ratio + a) / denominator;
		imaginary = (b - a * ratio) / denominator;
	}
	if (is_nan(bits_of(real)) && is_nan(bits_of(imaginary))) {
		quad infinite = quad_of(INFINITY_BITS);

		if (c == 0 && d == 0 && (!is_nan(bits_of(a)) || !is_nan(bits_of(b)))) {
			infinite = quad_of(INFINITY_BITS | (bits_of(c) & SIGN_BIT));
			real = infinite * a;
			imaginary = infinite * b;
		} else if ((is_infinite(a) || is_infinite(b)) && is_finite(c) && is_finite(d)) {
			a = boxed(a);
			b = boxed(b);
			real = infinite * (a * c + b * d);
			imaginary = infinite * (b * c - a * d);
		} else if ((is_infinite(c) || is_infinite(d)) && is_finite(a) && is_finite(b)) {
			c = boxed(c);
			d = boxed(d);
			real = 0 * (a * c + b * d);
			imaginary = 0 * (b * c - a * d);
		}
	}
	__real__ result = real;
	__imag__ result = imaginary;
	return result;
}
