/* SSSE3. */
#ifndef _TMMINTRIN_H_INCLUDED
#define _TMMINTRIN_H_INCLUDED

#include <pmmintrin.h>

__intrinsic __m128i _mm_hadd_epi16(__m128i __a, __m128i __b)
{
  __asm__("phaddw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_hadd_epi32(__m128i __a, __m128i __b)
{
  __asm__("phaddd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_hadds_epi16(__m128i __a, __m128i __b)
{
  __asm__("phaddsw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_hsub_epi16(__m128i __a, __m128i __b)
{
  __asm__("phsubw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_hsub_epi32(__m128i __a, __m128i __b)
{
  __asm__("phsubd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_hsubs_epi16(__m128i __a, __m128i __b)
{
  __asm__("phsubsw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_maddubs_epi16(__m128i __a, __m128i __b)
{
  __asm__("pmaddubsw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_mulhrs_epi16(__m128i __a, __m128i __b)
{
  __asm__("pmulhrsw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_shuffle_epi8(__m128i __a, __m128i __b)
{
  __asm__("pshufb %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_sign_epi8(__m128i __a, __m128i __b)
{
  __asm__("psignb %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_sign_epi16(__m128i __a, __m128i __b)
{
  __asm__("psignw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_sign_epi32(__m128i __a, __m128i __b)
{
  __asm__("psignd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_abs_epi8(__m128i __a)
{
  __m128i __r;
  __asm__("pabsb %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_abs_epi16(__m128i __a)
{
  __m128i __r;
  __asm__("pabsw %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_abs_epi32(__m128i __a)
{
  __m128i __r;
  __asm__("pabsd %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
#define _mm_alignr_epi8(a, b, n) \
  __extension__({ \
    __m128i __aligned_a = (a); \
    __asm__("palignr %2, %1, %0" : "+x"(__aligned_a) : "x"((__m128i)(b)), "i"((n) & 255)); \
    __aligned_a; \
  })
#endif
