/* Comparisons of binary128.  Each function's result compares with 0 as its name says; with a NaN
   the relation is false (GCC internals manual, "Comparison functions"). */

#include "float128.h"

/* -1, 0, 1, or `unordered`. */
static inline int
compare(quad a, quad b, int unordered)
{
	uint128 x = bits_of(a), y = bits_of(b);

	if (is_nan(x) || is_nan(y))
		return unordered;
	if (((x | y) & ~SIGN_BIT) == 0 || x == y)
		return 0;
	if ((x ^ y) & SIGN_BIT)
		return x & SIGN_BIT ? -1 : 1;
	return (x < y) != ((x & SIGN_BIT) != 0) ? -1 : 1;
}

int
__eqtf2(quad a, quad b)
{
	return compare(a, b, 1);
}

int
__netf2(quad a, quad b)
{
	return compare(a, b, 1);
}

int
__lttf2(quad a, quad b)
{
	return compare(a, b, 1);
}

int
__letf2(quad a, quad b)
{
	return compare(a, b, 1);
}

int
__cmptf2(quad a, quad b)
{
	return compare(a, b, 1);
}

int
__gttf2(quad a, quad b)
{
	return compare(a, b, -1);
}

int
__getf2(quad a, quad b)
{
	return compare(a, b, -1);
}

int
__unordtf2(quad a, quad b)
{
	return is_nan(bits_of(a)) || is_nan(bits_of(b));
}
