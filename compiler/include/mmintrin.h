/* MMX: the type only; MMX registers are not used. */
#ifndef _MMINTRIN_H_INCLUDED
#define _MMINTRIN_H_INCLUDED

#define __intrinsic static __inline __attribute__((__always_inline__, __artificial__))

typedef int __m64 __attribute__((__vector_size__(8), __may_alias__));
typedef int __v2si __attribute__((__vector_size__(8)));
typedef short __v4hi __attribute__((__vector_size__(8)));
typedef char __v8qi __attribute__((__vector_size__(8)));

__intrinsic void _mm_empty(void)
{ __asm__ __volatile__("emms"); }
#endif
