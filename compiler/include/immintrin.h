/* All vector extensions that the options allow. AVX and later are not provided. */
#ifndef _IMMINTRIN_H_INCLUDED
#define _IMMINTRIN_H_INCLUDED

#include <emmintrin.h>
#ifdef __SSE3__
# include <pmmintrin.h>
#endif
#ifdef __SSSE3__
# include <tmmintrin.h>
#endif
#ifdef __SSE4_1__
# include <smmintrin.h>
#endif
#ifdef __SSE4_2__
# include <nmmintrin.h>
#endif
#ifdef __POPCNT__
# include <popcntintrin.h>
#endif
#if defined __AES__ || defined __PCLMUL__
# include <wmmintrin.h>
#endif

#endif
