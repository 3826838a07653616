/* AES and carry-less multiplication. */
#ifndef _WMMINTRIN_H_INCLUDED
#define _WMMINTRIN_H_INCLUDED

#include <emmintrin.h>

__intrinsic __m128i _mm_aesenc_si128(__m128i __a, __m128i __b)
{
  __asm__("aesenc %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_aesenclast_si128(__m128i __a, __m128i __b)
{
  __asm__("aesenclast %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_aesdec_si128(__m128i __a, __m128i __b)
{
  __asm__("aesdec %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_aesdeclast_si128(__m128i __a, __m128i __b)
{
  __asm__("aesdeclast %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_aesimc_si128(__m128i __a)
{
  __m128i __r;
  __asm__("aesimc %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
#define _mm_aeskeygenassist_si128(a, n) \
  __extension__({ \
    __m128i __key; \
    __asm__("aeskeygenassist %2, %1, %0" : "=x"(__key) : "x"((__m128i)(a)), "i"((n) & 255)); \
    __key; \
  })
#define _mm_clmulepi64_si128(a, b, n) \
  __extension__({ \
    __m128i __product = (a); \
    __asm__("pclmulqdq %2, %1, %0" : "+x"(__product) : "x"((__m128i)(b)), "i"((n) & 255)); \
    __product; \
  })
#endif
