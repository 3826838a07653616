/* SSE4.2; its string instructions are not provided. */
#ifndef _NMMINTRIN_H_INCLUDED
#define _NMMINTRIN_H_INCLUDED

#include <smmintrin.h>

__intrinsic __m128i _mm_cmpgt_epi64(__m128i __a, __m128i __b)
{ return (__m128i)((__v2di)__a > (__v2di)__b); }
__intrinsic unsigned int _mm_crc32_u8(unsigned int __c, unsigned char __v)
{
  __asm__("crc32b %1, %0" : "+r"(__c) : "qm"(__v));
  return __c;
}
__intrinsic unsigned int _mm_crc32_u16(unsigned int __c, unsigned short __v)
{
  __asm__("crc32w %1, %0" : "+r"(__c) : "rm"(__v));
  return __c;
}
__intrinsic unsigned int _mm_crc32_u32(unsigned int __c, unsigned int __v)
{
  __asm__("crc32l %1, %0" : "+r"(__c) : "rm"(__v));
  return __c;
}
#ifdef __x86_64__
__intrinsic unsigned long long _mm_crc32_u64(unsigned long long __c, unsigned long long __v)
{
  __asm__("crc32q %1, %0" : "+r"(__c) : "rm"(__v));
  return __c;
}
#endif

#endif
