/* Complex multiplication and division with C's Annex G results for infinities.

   Multiplication: the plain formula; when both parts come out NaN, infinite operands are boxed to
   unit size and the product is recomputed (C17 G.5.1).  Division: Smith's method with the scaling
   of Baudin and Smith, "A Robust Complex Division in Scilab" (2012); for float the plain formula in
   double, which cannot overflow. */

#include "float128.h"

#define IS_NAN(x) ((x) != (x))
#define IS_INFINITE(x) (!IS_NAN(x) && IS_NAN((x) - (x)))
#define IS_FINITE(x) (!IS_NAN((x) - (x)))
#define SIZE(x) ((x) < 0 ? -(x) : (x))

static inline int
negative_f(float x)
{
	return __builtin_signbit(x) != 0;
}

static inline int
negative_d(double x)
{
	return __builtin_signbit(x) != 0;
}

/* The sign of an IS_INFINITE-boxed operand: (1 or 0) with the sign of x. */
#define BOX(x) (IS_INFINITE(x) ? (NEGATIVE(x) ? -ONE : ONE) : (NEGATIVE(x) ? -ZERO : ZERO))
#define UNNAN(x) (IS_NAN(x) ? (NEGATIVE(x) ? -ZERO : ZERO) : (x))

#define MULTIPLY(letters, type)                                                                  \
	_Complex type __mul##letters##3(type a, type b, type c, type d)                          \
	{                                                                                        \
		type ac = a * c, bd = b * d, ad = a * d, bc = b * c;                             \
		type real = ac - bd, imaginary = ad + bc;                                        \
		_Complex type result;                                                            \
		if (IS_NAN(real) && IS_NAN(imaginary)) {                                         \
			int again = 0;                                                           \
			if (IS_INFINITE(a) || IS_INFINITE(b)) {                                  \
				a = BOX(a);                                                      \
				b = BOX(b);                                                      \
				c = UNNAN(c);                                                    \
				d = UNNAN(d);                                                    \
				again = 1;                                                       \
			}                                                                        \
			if (IS_INFINITE(c) || IS_INFINITE(d)) {                                  \
				c = BOX(c);                                                      \
				d = BOX(d);                                                      \
				a = UNNAN(a);                                                    \
				b = UNNAN(b);                                                    \
				again = 1;                                                       \
			}                                                                        \
			if (!again && (IS_INFINITE(ac) || IS_INFINITE(bd) || IS_INFINITE(ad) ||  \
			    IS_INFINITE(bc))) {                                                  \
				a = UNNAN(a);                                                    \
				b = UNNAN(b);                                                    \
				c = UNNAN(c);                                                    \
				d = UNNAN(d);                                                    \
				again = 1;                                                       \
			}                                                                        \
			if (again) {                                                             \
				real = INFINITE * (a * c - b * d);                               \
				imaginary = INFINITE * (a * d + b * c);                          \
			}                                                                        \
		}                                                                                \
		__real__ result = real;                                                          \
		__imag__ result = imaginary;                                                     \
		return result;                                                                   \
	}

/* What division gives when both parts came out NaN. */
#define RECOVER                                                                                  \
	if (IS_NAN(real) && IS_NAN(imaginary)) {                                                 \
		if (c == 0 && d == 0 && (!IS_NAN(a) || !IS_NAN(b))) {                            \
			real = (NEGATIVE(c) ? -INFINITE : INFINITE) * a;                         \
			imaginary = (NEGATIVE(c) ? -INFINITE : INFINITE) * b;                    \
		} else if ((IS_INFINITE(a) || IS_INFINITE(b)) && IS_FINITE(c) && IS_FINITE(d)) { \
			a = BOX(a);                                                              \
			b = BOX(b);                                                              \
			real = INFINITE * (a * c + b * d);                                       \
			imaginary = INFINITE * (b * c - a * d);                                  \
		} else if ((IS_INFINITE(c) || IS_INFINITE(d)) && IS_FINITE(a) && IS_FINITE(b)) { \
			c = BOX(c);                                                              \
			d = BOX(d);                                                              \
			real = ZERO * (a * c + b * d);                                           \
			imaginary = ZERO * (b * c - a * d);                                      \
		}                                                                                \
	}                                                                                        \
	__real__ result = real;                                                                  \
	__imag__ result = imaginary;                                                             \
	return result;

/* big: half of the largest number; small: the least normal number. */
#define DIVIDE(letters, type, big, small, epsilon)                                               \
	_Complex type __div##letters##3(type a, type b, type c, type d)                          \
	{                                                                                        \
		type ratio, denominator, real, imaginary;                                        \
		_Complex type result;                                                            \
		type x = a, y = b, u = c, v = d;                                                 \
		type largest = SIZE(u) < SIZE(v) ? SIZE(v) : SIZE(u);                            \
		if (largest >= big || SIZE(x) >= big || SIZE(y) >= big) {                        \
			x /= 2;                                                                  \
			y /= 2;                                                                  \
			u /= 2;                                                                  \
			v /= 2;                                                                  \
		} else if (largest < small * 2 / epsilon && SIZE(x) < big * epsilon &&           \
		    SIZE(y) < big * epsilon) {                                                   \
			type grow = 2 / (epsilon * epsilon);                                     \
			if (SIZE(x) < big / grow && SIZE(y) < big / grow) {                      \
				x *= grow;                                                       \
				y *= grow;                                                       \
				u *= grow;                                                       \
				v *= grow;                                                       \
			}                                                                        \
		} else if ((SIZE(x) < small || SIZE(y) < small) && SIZE(x) < big * epsilon &&    \
		    SIZE(y) < big * epsilon && largest < big * epsilon) {                        \
			/* a subnormal part would lose digits in the products */                 \
			x /= epsilon;                                                            \
			y /= epsilon;                                                            \
			u /= epsilon;                                                            \
			v /= epsilon;                                                            \
		}                                                                                \
		if (SIZE(u) < SIZE(v)) {                                                         \
			ratio = u / v;                                                           \
			denominator = u * ratio + v;                                             \
			if (SIZE(ratio) > small) {                                               \
				real = (x * ratio + y) / denominator;                            \
				imaginary = (y * ratio - x) / denominator;                       \
			} else {                                                                 \
				real = (u * (x / v) + y) / denominator;                          \
				imaginary = (u * (y / v) - x) / denominator;                     \
			}                                                                        \
		} else {                                                                         \
			ratio = v / u;                                                           \
			denominator = v * ratio + u;                                             \
			if (SIZE(ratio) > small) {                                               \
				real = (y * ratio + x) / denominator;                            \
				imaginary = (y - x * ratio) / denominator;                       \
			} else {                                                                 \
				real = (v * (y / u) + x) / denominator;                          \
				imaginary = (y - v * (x / u)) / denominator;                     \
			}                                                                        \
		}                                                                                \
		RECOVER                                                                          \
	}

#define ZERO 0.0f
#define ONE 1.0f
#define INFINITE __builtin_inff()
#define NEGATIVE(x) negative_f(x)
MULTIPLY(sc, float)

_Complex float
__divsc3(float a, float b, float c, float d)
{
	double denominator = (double)c * c + (double)d * d;
	float real = (float)(((double)a * c + (double)b * d) / denominator);
	float imaginary = (float)(((double)b * c - (double)a * d) / denominator);
	_Complex float result;

	RECOVER
}

#undef ZERO
#undef ONE
#undef INFINITE
#undef NEGATIVE
#define ZERO 0.0
#define ONE 1.0
#define INFINITE __builtin_inf()
#define NEGATIVE(x) negative_d(x)
MULTIPLY(dc, double)
DIVIDE(dc, double, 0x1p1023, 0x1p-1022, 0x1p-52)

#if defined(__x86_64__) || defined(__i386__)

static inline int
negative_x(long double x)
{
	return __builtin_signbit(x) != 0;
}

#undef ZERO
#undef ONE
#undef INFINITE
#undef NEGATIVE
#define ZERO 0.0L
#define ONE 1.0L
#define INFINITE __builtin_infl()
#define NEGATIVE(x) negative_x(x)
MULTIPLY(xc, long double)
DIVIDE(xc, long double, 0x1p16383L, 0x1p-16382L, 0x1p-63L)

#endif
