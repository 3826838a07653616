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

/* The same of 64 bits. */
__m64_joined(_mm_hadd_pi16, "phaddw")
__m64_joined(_mm_hadd_pi32, "phaddd")
__m64_joined(_mm_hadds_pi16, "phaddsw")
__m64_joined(_mm_hsub_pi16, "phsubw")
__m64_joined(_mm_hsub_pi32, "phsubd")
__m64_joined(_mm_hsubs_pi16, "phsubsw")
__m64_lanes(_mm_maddubs_pi16, "pmaddubsw")
__m64_lanes(_mm_mulhrs_pi16, "pmulhrsw")
__m64_lanes(_mm_sign_pi8, "psignb")
__m64_lanes(_mm_sign_pi16, "psignw")
__m64_lanes(_mm_sign_pi32, "psignd")
__m64_lanes(__shuffle_16, "pshufb")
__intrinsic __m64 _mm_shuffle_pi8(__m64 __a, __m64 __b)
{ return __shuffle_16(__a, _mm_and_si64(__b, _mm_set1_pi8((char)0x87))); }
__intrinsic __m64 _mm_abs_pi8(__m64 __a)
{ return (__m64)_mm_abs_epi8((__m128i)__m64_extend(__a))[0]; }
__intrinsic __m64 _mm_abs_pi16(__m64 __a)
{ return (__m64)_mm_abs_epi16((__m128i)__m64_extend(__a))[0]; }
__intrinsic __m64 _mm_abs_pi32(__m64 __a)
{ return (__m64)_mm_abs_epi32((__m128i)__m64_extend(__a))[0]; }
#define _mm_alignr_pi8(a, b, n) \
  __extension__({ \
    __m64_pair __aligned_a = __m64_join((b), (a)); \
    __asm__("psrldq %1, %0" : "+x"(__aligned_a) : "i"((n) & 255)); \
    (__m64)__aligned_a[0]; \
  })
#endif
