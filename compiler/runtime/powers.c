/* __builtin_powi: x to an integer power by repeated squaring; negative powers by one division. */

#include "float128.h"

#define POWER(letters, type)                                                                     \
	type __powi##letters##2(type x, int n)                                                   \
	{                                                                                        \
		unsigned int rest = n < 0 ? -(unsigned int)n : (unsigned int)n;                  \
		type result = rest & 1 ? x : 1;                                                  \
		while (rest >>= 1) {                                                             \
			x *= x;                                                                  \
			if (rest & 1)                                                            \
				result *= x;                                                     \
		}                                                                                \
		return n < 0 ? 1 / result : result;                                              \
	}

POWER(sf, float)
POWER(df, double)
#if defined(__x86_64__) || defined(__i386__)
POWER(xf, long double)
#endif
POWER(tf, quad)
