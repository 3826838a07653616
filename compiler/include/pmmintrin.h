/* SSE3. */
#ifndef _PMMINTRIN_H_INCLUDED
#define _PMMINTRIN_H_INCLUDED

#include <emmintrin.h>

__intrinsic __m128 _mm_addsub_ps(__m128 __a, __m128 __b)
{
  __asm__("addsubps %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128)__a;
}
__intrinsic __m128 _mm_hadd_ps(__m128 __a, __m128 __b)
{
  __asm__("haddps %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128)__a;
}
__intrinsic __m128 _mm_hsub_ps(__m128 __a, __m128 __b)
{
  __asm__("hsubps %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128)__a;
}
__intrinsic __m128d _mm_addsub_pd(__m128d __a, __m128d __b)
{
  __asm__("addsubpd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128d)__a;
}
__intrinsic __m128d _mm_hadd_pd(__m128d __a, __m128d __b)
{
  __asm__("haddpd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128d)__a;
}
__intrinsic __m128d _mm_hsub_pd(__m128d __a, __m128d __b)
{
  __asm__("hsubpd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128d)__a;
}
__intrinsic __m128 _mm_movehdup_ps(__m128 __a)
{
  __m128 __r;
  __asm__("movshdup %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128 _mm_moveldup_ps(__m128 __a)
{
  __m128 __r;
  __asm__("movsldup %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128d _mm_movedup_pd(__m128d __a)
{
  __m128d __r;
  __asm__("movddup %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_lddqu_si128(const __m128i *__p)
{ return *(const __m128i_u *)__p; }

__intrinsic __m128d _mm_loaddup_pd(const double *__p)
{ return _mm_load1_pd(__p); }
#define _MM_DENORMALS_ZERO_MASK 0x0040
#define _MM_DENORMALS_ZERO_ON 0x0040
#define _MM_DENORMALS_ZERO_OFF 0x0000
#define _MM_SET_DENORMALS_ZERO_MODE(mode) \
  _mm_setcsr((_mm_getcsr() & ~_MM_DENORMALS_ZERO_MASK) | (mode))
#define _MM_GET_DENORMALS_ZERO_MODE() (_mm_getcsr() & _MM_DENORMALS_ZERO_MASK)
#endif
