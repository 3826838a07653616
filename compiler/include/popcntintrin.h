/* Population count. */
#ifndef _POPCNTINTRIN_H_INCLUDED
#define _POPCNTINTRIN_H_INCLUDED

#include <mmintrin.h>

__intrinsic int _mm_popcnt_u32(unsigned int __x)
{ return __builtin_popcount(__x); }
#ifdef __x86_64__
__intrinsic long long _mm_popcnt_u64(unsigned long long __x)
{ return __builtin_popcountll(__x); }
#endif

#endif
