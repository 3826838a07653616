/* SSE4.1. */
#ifndef _SMMINTRIN_H_INCLUDED
#define _SMMINTRIN_H_INCLUDED

#include <tmmintrin.h>

#define _MM_FROUND_TO_NEAREST_INT 0
#define _MM_FROUND_TO_NEG_INF 1
#define _MM_FROUND_TO_POS_INF 2
#define _MM_FROUND_TO_ZERO 3
#define _MM_FROUND_CUR_DIRECTION 4
#define _MM_FROUND_RAISE_EXC 0
#define _MM_FROUND_NO_EXC 8
#define _MM_FROUND_NINT 0
#define _MM_FROUND_FLOOR 1
#define _MM_FROUND_CEIL 2
#define _MM_FROUND_TRUNC 3
#define _MM_FROUND_RINT 4
#define _MM_FROUND_NEARBYINT 12

__intrinsic __m128i _mm_max_epi8(__m128i __a, __m128i __b)
{
  __asm__("pmaxsb %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_max_epi32(__m128i __a, __m128i __b)
{
  __asm__("pmaxsd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_max_epu16(__m128i __a, __m128i __b)
{
  __asm__("pmaxuw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_max_epu32(__m128i __a, __m128i __b)
{
  __asm__("pmaxud %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_min_epi8(__m128i __a, __m128i __b)
{
  __asm__("pminsb %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_min_epi32(__m128i __a, __m128i __b)
{
  __asm__("pminsd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_min_epu16(__m128i __a, __m128i __b)
{
  __asm__("pminuw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_min_epu32(__m128i __a, __m128i __b)
{
  __asm__("pminud %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_mul_epi32(__m128i __a, __m128i __b)
{
  __asm__("pmuldq %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_packus_epi32(__m128i __a, __m128i __b)
{
  __asm__("packusdw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_mullo_epi32(__m128i __a, __m128i __b)
{ return (__m128i)((__v4su)__a * (__v4su)__b); }
__intrinsic __m128i _mm_cmpeq_epi64(__m128i __a, __m128i __b)
{ return (__m128i)((__v2di)__a == (__v2di)__b); }
__intrinsic __m128i _mm_cvtepi8_epi16(__m128i __a)
{
  __m128i __r;
  __asm__("pmovsxbw %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtepu8_epi16(__m128i __a)
{
  __m128i __r;
  __asm__("pmovzxbw %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtepi8_epi32(__m128i __a)
{
  __m128i __r;
  __asm__("pmovsxbd %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtepu8_epi32(__m128i __a)
{
  __m128i __r;
  __asm__("pmovzxbd %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtepi8_epi64(__m128i __a)
{
  __m128i __r;
  __asm__("pmovsxbq %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtepu8_epi64(__m128i __a)
{
  __m128i __r;
  __asm__("pmovzxbq %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtepi16_epi32(__m128i __a)
{
  __m128i __r;
  __asm__("pmovsxwd %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtepu16_epi32(__m128i __a)
{
  __m128i __r;
  __asm__("pmovzxwd %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtepi16_epi64(__m128i __a)
{
  __m128i __r;
  __asm__("pmovsxwq %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtepu16_epi64(__m128i __a)
{
  __m128i __r;
  __asm__("pmovzxwq %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtepi32_epi64(__m128i __a)
{
  __m128i __r;
  __asm__("pmovsxdq %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtepu32_epi64(__m128i __a)
{
  __m128i __r;
  __asm__("pmovzxdq %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_minpos_epu16(__m128i __a)
{
  __m128i __r;
  __asm__("phminposuw %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_blendv_epi8(__m128i __a, __m128i __b, __m128i __mask)
{
  __v16qs __m = (__v16qs)__mask < 0;
  return (__m128i)(((__v16qs)__a & ~__m) | ((__v16qs)__b & __m));
}
__intrinsic int _mm_testz_si128(__m128i __a, __m128i __b)
{
  __m128i __c = __a & __b;
  return (__c[0] | __c[1]) == 0;
}
__intrinsic int _mm_testc_si128(__m128i __a, __m128i __b)
{
  __m128i __c = ~__a & __b;
  return (__c[0] | __c[1]) == 0;
}
__intrinsic __m128i _mm_stream_load_si128(__m128i *__p)
{
  __m128i __r;
  __asm__("movntdqa %1, %0" : "=x"(__r) : "m"(*__p));
  return __r;
}
#define _mm_round_ps(a, mode) \
  __extension__({ \
    __m128 __rounded; \
    __asm__("roundps %2, %1, %0" : "=x"(__rounded) : "x"((__m128)(a)), "i"(mode)); \
    __rounded; \
  })
#define _mm_round_pd(a, mode) \
  __extension__({ \
    __m128d __rounded; \
    __asm__("roundpd %2, %1, %0" : "=x"(__rounded) : "x"((__m128d)(a)), "i"(mode)); \
    __rounded; \
  })
#define _mm_blend_epi16(a, b, n) \
  __extension__({ \
    __m128i __mixed = (a); \
    __asm__("pblendw %2, %1, %0" : "+x"(__mixed) : "x"((__m128i)(b)), "i"((n) & 255)); \
    __mixed; \
  })
#define _mm_blend_ps(a, b, n) \
  __extension__({ \
    __m128 __mixed = (a); \
    __asm__("blendps %2, %1, %0" : "+x"(__mixed) : "x"((__m128)(b)), "i"((n) & 255)); \
    __mixed; \
  })
#define _mm_blend_pd(a, b, n) \
  __extension__({ \
    __m128d __mixed = (a); \
    __asm__("blendpd %2, %1, %0" : "+x"(__mixed) : "x"((__m128d)(b)), "i"((n) & 255)); \
    __mixed; \
  })
#define _mm_mpsadbw_epu8(a, b, n) \
  __extension__({ \
    __m128i __mixed = (a); \
    __asm__("mpsadbw %2, %1, %0" : "+x"(__mixed) : "x"((__m128i)(b)), "i"((n) & 255)); \
    __mixed; \
  })
#define _mm_dp_ps(a, b, n) \
  __extension__({ \
    __m128 __mixed = (a); \
    __asm__("dpps %2, %1, %0" : "+x"(__mixed) : "x"((__m128)(b)), "i"((n) & 255)); \
    __mixed; \
  })
#define _mm_dp_pd(a, b, n) \
  __extension__({ \
    __m128d __mixed = (a); \
    __asm__("dppd %2, %1, %0" : "+x"(__mixed) : "x"((__m128d)(b)), "i"((n) & 255)); \
    __mixed; \
  })
#define _mm_insert_ps(a, b, n) \
  __extension__({ \
    __m128 __mixed = (a); \
    __asm__("insertps %2, %1, %0" : "+x"(__mixed) : "x"((__m128)(b)), "i"((n) & 255)); \
    __mixed; \
  })
#define _mm_floor_ps(a) _mm_round_ps((a), _MM_FROUND_FLOOR)
#define _mm_ceil_ps(a) _mm_round_ps((a), _MM_FROUND_CEIL)
#define _mm_floor_pd(a) _mm_round_pd((a), _MM_FROUND_FLOOR)
#define _mm_ceil_pd(a) _mm_round_pd((a), _MM_FROUND_CEIL)
#define _mm_extract_epi8(a, n) ((int)((__v16qu)(__m128i)(a))[(n) & 15])
#define _mm_insert_epi8(a, value, n) \
  __extension__({ \
    __v16qu __inserted = (__v16qu)(__m128i)(a); \
    __inserted[(n) & 15] = (value); \
    (__m128i)__inserted; \
  })
#define _mm_extract_epi32(a, n) ((int)((__v4si)(__m128i)(a))[(n) & 3])
#define _mm_insert_epi32(a, value, n) \
  __extension__({ \
    __v4si __inserted = (__v4si)(__m128i)(a); \
    __inserted[(n) & 3] = (value); \
    (__m128i)__inserted; \
  })
#define _mm_extract_epi64(a, n) ((long long)((__v2di)(__m128i)(a))[(n) & 1])
#define _mm_insert_epi64(a, value, n) \
  __extension__({ \
    __v2di __inserted = (__v2di)(__m128i)(a); \
    __inserted[(n) & 1] = (value); \
    (__m128i)__inserted; \
  })
#define _mm_extract_ps(a, n) (((__v4si)(__m128)(a))[(n) & 3])

#include <popcntintrin.h>

__intrinsic __m128 _mm_blendv_ps(__m128 __a, __m128 __b, __m128 __mask)
{
  __v4si __m = (__v4si)__mask < 0;
  return (__m128)(((__v4si)__a & ~__m) | ((__v4si)__b & __m));
}
__intrinsic __m128d _mm_blendv_pd(__m128d __a, __m128d __b, __m128d __mask)
{
  __v2di __m = (__v2di)__mask < 0;
  return (__m128d)(((__v2di)__a & ~__m) | ((__v2di)__b & __m));
}

#define __rounded_low(type, word, a, b, mode) \
  __extension__({ \
    type __rounded = (a); \
    __asm__(word " %2, %1, %0" : "+x"(__rounded) : "x"((type)(b)), "i"(mode)); \
    __rounded; \
  })
#define _mm_round_sd(a, b, mode) __rounded_low(__m128d, "roundsd", (a), (b), (mode))
#define _mm_round_ss(a, b, mode) __rounded_low(__m128, "roundss", (a), (b), (mode))
#define _mm_floor_sd(a, b) _mm_round_sd((a), (b), _MM_FROUND_FLOOR)
#define _mm_floor_ss(a, b) _mm_round_ss((a), (b), _MM_FROUND_FLOOR)
#define _mm_ceil_sd(a, b) _mm_round_sd((a), (b), _MM_FROUND_CEIL)
#define _mm_ceil_ss(a, b) _mm_round_ss((a), (b), _MM_FROUND_CEIL)

__intrinsic int _mm_testnzc_si128(__m128i __a, __m128i __b)
{ return !_mm_testz_si128(__a, __b) & !_mm_testc_si128(__a, __b); }
#define _mm_test_all_zeros(a, mask) _mm_testz_si128((a), (mask))
#define _mm_test_mix_ones_zeros(a, mask) _mm_testnzc_si128((a), (mask))
__intrinsic int _mm_test_all_ones(__m128i __a)
{ return (__a[0] & __a[1]) == -1; }
#define _MM_EXTRACT_FLOAT(to, a, n) ((to) = ((__m128)(a))[(n) & 3])
#define _MM_MK_INSERTPS_NDX(from, to, zero) (((from) << 6) | ((to) << 4) | (zero))
#define _MM_PICK_OUT_PS(a, n) \
  _mm_insert_ps(_mm_setzero_ps(), (a), _MM_MK_INSERTPS_NDX((n), 0, 0x0e))
#endif
