/* SSE2 on GNU C vector arithmetic where that says it, the instruction
   itself (inline assembly) where not. */
#ifndef _EMMINTRIN_H_INCLUDED
#define _EMMINTRIN_H_INCLUDED

#include <xmmintrin.h>

typedef double __m128d __attribute__((__vector_size__(16), __may_alias__));
typedef double __m128d_u __attribute__((__vector_size__(16), __may_alias__, __aligned__(1)));
typedef long long __m128i __attribute__((__vector_size__(16), __may_alias__));
typedef long long __m128i_u __attribute__((__vector_size__(16), __may_alias__, __aligned__(1)));
typedef double __v2df __attribute__((__vector_size__(16)));
typedef long long __v2di __attribute__((__vector_size__(16)));
typedef unsigned long long __v2du __attribute__((__vector_size__(16)));
typedef int __v4si __attribute__((__vector_size__(16)));
typedef unsigned int __v4su __attribute__((__vector_size__(16)));
typedef short __v8hi __attribute__((__vector_size__(16)));
typedef unsigned short __v8hu __attribute__((__vector_size__(16)));
typedef char __v16qi __attribute__((__vector_size__(16)));
typedef signed char __v16qs __attribute__((__vector_size__(16)));
typedef unsigned char __v16qu __attribute__((__vector_size__(16)));

#define _MM_SHUFFLE2(x, y) (((x) << 1) | (y))

__intrinsic __m128d _mm_add_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2df)__a + (__v2df)__b); }
__intrinsic __m128d _mm_add_sd(__m128d __a, __m128d __b)
{
  __a[0] = __a[0] + __b[0];
  return __a;
}
__intrinsic __m128d _mm_sub_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2df)__a - (__v2df)__b); }
__intrinsic __m128d _mm_sub_sd(__m128d __a, __m128d __b)
{
  __a[0] = __a[0] - __b[0];
  return __a;
}
__intrinsic __m128d _mm_mul_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2df)__a * (__v2df)__b); }
__intrinsic __m128d _mm_mul_sd(__m128d __a, __m128d __b)
{
  __a[0] = __a[0] * __b[0];
  return __a;
}
__intrinsic __m128d _mm_div_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2df)__a / (__v2df)__b); }
__intrinsic __m128d _mm_div_sd(__m128d __a, __m128d __b)
{
  __a[0] = __a[0] / __b[0];
  return __a;
}
__intrinsic __m128d _mm_and_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2di)__a & (__v2di)__b); }
__intrinsic __m128i _mm_and_si128(__m128i __a, __m128i __b)
{ return (__m128i)((__v2di)__a & (__v2di)__b); }
__intrinsic __m128d _mm_or_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2di)__a | (__v2di)__b); }
__intrinsic __m128i _mm_or_si128(__m128i __a, __m128i __b)
{ return (__m128i)((__v2di)__a | (__v2di)__b); }
__intrinsic __m128d _mm_xor_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2di)__a ^ (__v2di)__b); }
__intrinsic __m128i _mm_xor_si128(__m128i __a, __m128i __b)
{ return (__m128i)((__v2di)__a ^ (__v2di)__b); }
__intrinsic __m128d _mm_andnot_pd(__m128d __a, __m128d __b)
{ return (__m128d)(~(__v2di)__a & (__v2di)__b); }
__intrinsic __m128i _mm_andnot_si128(__m128i __a, __m128i __b)
{ return ~__a & __b; }
__intrinsic __m128d _mm_sqrt_pd(__m128d __a)
{
  __m128d __r;
  __asm__("sqrtpd %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128d _mm_sqrt_sd(__m128d __a, __m128d __b)
{
  __asm__("sqrtsd %1, %0" : "+x"(__a) : "x"(__b));
  return __a;
}
__intrinsic __m128d _mm_min_pd(__m128d __a, __m128d __b)
{
  __asm__("minpd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128d)__a;
}
__intrinsic __m128d _mm_min_sd(__m128d __a, __m128d __b)
{
  __asm__("minsd %1, %0" : "+x"(__a) : "x"(__b));
  return __a;
}
__intrinsic __m128d _mm_max_pd(__m128d __a, __m128d __b)
{
  __asm__("maxpd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128d)__a;
}
__intrinsic __m128d _mm_max_sd(__m128d __a, __m128d __b)
{
  __asm__("maxsd %1, %0" : "+x"(__a) : "x"(__b));
  return __a;
}
__intrinsic __m128d _mm_cmpeq_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2df)__a == (__v2df)__b); }
__intrinsic int _mm_comieq_sd(__m128d __a, __m128d __b)
{ return __a[0] == __b[0]; }
__intrinsic int _mm_ucomieq_sd(__m128d __a, __m128d __b)
{ return __a[0] == __b[0]; }
__intrinsic __m128d _mm_cmplt_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2df)__a < (__v2df)__b); }
__intrinsic int _mm_comilt_sd(__m128d __a, __m128d __b)
{ return __a[0] < __b[0]; }
__intrinsic int _mm_ucomilt_sd(__m128d __a, __m128d __b)
{ return __a[0] < __b[0]; }
__intrinsic __m128d _mm_cmple_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2df)__a <= (__v2df)__b); }
__intrinsic int _mm_comile_sd(__m128d __a, __m128d __b)
{ return __a[0] <= __b[0]; }
__intrinsic int _mm_ucomile_sd(__m128d __a, __m128d __b)
{ return __a[0] <= __b[0]; }
__intrinsic __m128d _mm_cmpgt_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2df)__a > (__v2df)__b); }
__intrinsic int _mm_comigt_sd(__m128d __a, __m128d __b)
{ return __a[0] > __b[0]; }
__intrinsic int _mm_ucomigt_sd(__m128d __a, __m128d __b)
{ return __a[0] > __b[0]; }
__intrinsic __m128d _mm_cmpge_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2df)__a >= (__v2df)__b); }
__intrinsic int _mm_comige_sd(__m128d __a, __m128d __b)
{ return __a[0] >= __b[0]; }
__intrinsic int _mm_ucomige_sd(__m128d __a, __m128d __b)
{ return __a[0] >= __b[0]; }
__intrinsic __m128d _mm_cmpneq_pd(__m128d __a, __m128d __b)
{ return (__m128d)((__v2df)__a != (__v2df)__b); }
__intrinsic int _mm_comineq_sd(__m128d __a, __m128d __b)
{ return __a[0] != __b[0]; }
__intrinsic int _mm_ucomineq_sd(__m128d __a, __m128d __b)
{ return __a[0] != __b[0]; }
__intrinsic __m128i _mm_add_epi8(__m128i __a, __m128i __b)
{ return (__m128i)((__v16qu)__a + (__v16qu)__b); }
__intrinsic __m128i _mm_sub_epi8(__m128i __a, __m128i __b)
{ return (__m128i)((__v16qu)__a - (__v16qu)__b); }
__intrinsic __m128i _mm_cmpeq_epi8(__m128i __a, __m128i __b)
{ return (__m128i)((__v16qs)__a == (__v16qs)__b); }
__intrinsic __m128i _mm_cmpgt_epi8(__m128i __a, __m128i __b)
{ return (__m128i)((__v16qs)__a > (__v16qs)__b); }
__intrinsic __m128i _mm_cmplt_epi8(__m128i __a, __m128i __b)
{ return (__m128i)((__v16qs)__a < (__v16qs)__b); }
__intrinsic __m128i _mm_add_epi16(__m128i __a, __m128i __b)
{ return (__m128i)((__v8hu)__a + (__v8hu)__b); }
__intrinsic __m128i _mm_sub_epi16(__m128i __a, __m128i __b)
{ return (__m128i)((__v8hu)__a - (__v8hu)__b); }
__intrinsic __m128i _mm_cmpeq_epi16(__m128i __a, __m128i __b)
{ return (__m128i)((__v8hi)__a == (__v8hi)__b); }
__intrinsic __m128i _mm_cmpgt_epi16(__m128i __a, __m128i __b)
{ return (__m128i)((__v8hi)__a > (__v8hi)__b); }
__intrinsic __m128i _mm_cmplt_epi16(__m128i __a, __m128i __b)
{ return (__m128i)((__v8hi)__a < (__v8hi)__b); }
__intrinsic __m128i _mm_add_epi32(__m128i __a, __m128i __b)
{ return (__m128i)((__v4su)__a + (__v4su)__b); }
__intrinsic __m128i _mm_sub_epi32(__m128i __a, __m128i __b)
{ return (__m128i)((__v4su)__a - (__v4su)__b); }
__intrinsic __m128i _mm_cmpeq_epi32(__m128i __a, __m128i __b)
{ return (__m128i)((__v4si)__a == (__v4si)__b); }
__intrinsic __m128i _mm_cmpgt_epi32(__m128i __a, __m128i __b)
{ return (__m128i)((__v4si)__a > (__v4si)__b); }
__intrinsic __m128i _mm_cmplt_epi32(__m128i __a, __m128i __b)
{ return (__m128i)((__v4si)__a < (__v4si)__b); }
__intrinsic __m128i _mm_add_epi64(__m128i __a, __m128i __b)
{ return (__m128i)((__v2du)__a + (__v2du)__b); }
__intrinsic __m128i _mm_sub_epi64(__m128i __a, __m128i __b)
{ return (__m128i)((__v2du)__a - (__v2du)__b); }
__intrinsic __m128i _mm_mullo_epi16(__m128i __a, __m128i __b)
{ return (__m128i)((__v8hu)__a * (__v8hu)__b); }
__intrinsic __m128i _mm_adds_epi8(__m128i __a, __m128i __b)
{
  __asm__("paddsb %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_adds_epi16(__m128i __a, __m128i __b)
{
  __asm__("paddsw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_adds_epu8(__m128i __a, __m128i __b)
{
  __asm__("paddusb %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_adds_epu16(__m128i __a, __m128i __b)
{
  __asm__("paddusw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_subs_epi8(__m128i __a, __m128i __b)
{
  __asm__("psubsb %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_subs_epi16(__m128i __a, __m128i __b)
{
  __asm__("psubsw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_subs_epu8(__m128i __a, __m128i __b)
{
  __asm__("psubusb %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_subs_epu16(__m128i __a, __m128i __b)
{
  __asm__("psubusw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_madd_epi16(__m128i __a, __m128i __b)
{
  __asm__("pmaddwd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_mulhi_epi16(__m128i __a, __m128i __b)
{
  __asm__("pmulhw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_mulhi_epu16(__m128i __a, __m128i __b)
{
  __asm__("pmulhuw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_mul_epu32(__m128i __a, __m128i __b)
{
  __asm__("pmuludq %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_max_epi16(__m128i __a, __m128i __b)
{
  __asm__("pmaxsw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_min_epi16(__m128i __a, __m128i __b)
{
  __asm__("pminsw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_max_epu8(__m128i __a, __m128i __b)
{
  __asm__("pmaxub %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_min_epu8(__m128i __a, __m128i __b)
{
  __asm__("pminub %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_avg_epu8(__m128i __a, __m128i __b)
{
  __asm__("pavgb %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_avg_epu16(__m128i __a, __m128i __b)
{
  __asm__("pavgw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_sad_epu8(__m128i __a, __m128i __b)
{
  __asm__("psadbw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_packs_epi16(__m128i __a, __m128i __b)
{
  __asm__("packsswb %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_packs_epi32(__m128i __a, __m128i __b)
{
  __asm__("packssdw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_packus_epi16(__m128i __a, __m128i __b)
{
  __asm__("packuswb %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_unpackhi_epi8(__m128i __a, __m128i __b)
{
  __asm__("punpckhbw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_unpackhi_epi16(__m128i __a, __m128i __b)
{
  __asm__("punpckhwd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_unpackhi_epi32(__m128i __a, __m128i __b)
{
  __asm__("punpckhdq %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_unpackhi_epi64(__m128i __a, __m128i __b)
{
  __asm__("punpckhqdq %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_unpacklo_epi8(__m128i __a, __m128i __b)
{
  __asm__("punpcklbw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_unpacklo_epi16(__m128i __a, __m128i __b)
{
  __asm__("punpcklwd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_unpacklo_epi32(__m128i __a, __m128i __b)
{
  __asm__("punpckldq %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_unpacklo_epi64(__m128i __a, __m128i __b)
{
  __asm__("punpcklqdq %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_sll_epi16(__m128i __a, __m128i __b)
{
  __asm__("psllw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_sll_epi32(__m128i __a, __m128i __b)
{
  __asm__("pslld %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_sll_epi64(__m128i __a, __m128i __b)
{
  __asm__("psllq %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_srl_epi16(__m128i __a, __m128i __b)
{
  __asm__("psrlw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_srl_epi32(__m128i __a, __m128i __b)
{
  __asm__("psrld %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_srl_epi64(__m128i __a, __m128i __b)
{
  __asm__("psrlq %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_sra_epi16(__m128i __a, __m128i __b)
{
  __asm__("psraw %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128i _mm_sra_epi32(__m128i __a, __m128i __b)
{
  __asm__("psrad %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128i)__a;
}
__intrinsic __m128d _mm_unpackhi_pd(__m128d __a, __m128d __b)
{
  __asm__("unpckhpd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128d)__a;
}
__intrinsic __m128d _mm_unpacklo_pd(__m128d __a, __m128d __b)
{
  __asm__("unpcklpd %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128d)__a;
}
__intrinsic __m128i _mm_slli_epi16(__m128i __a, int __n)
{ return (unsigned int)__n >= 16 ? (__m128i){ 0, 0 } : (__m128i)((__v8hu)__a << (unsigned short)__n); }
__intrinsic __m128i _mm_srli_epi16(__m128i __a, int __n)
{ return (unsigned int)__n >= 16 ? (__m128i){ 0, 0 } : (__m128i)((__v8hu)__a >> (unsigned short)__n); }
__intrinsic __m128i _mm_srai_epi16(__m128i __a, int __n)
{ return (__m128i)((__v8hi)__a >> (short)((unsigned int)__n >= 16 ? 15 : __n)); }
__intrinsic __m128i _mm_slli_epi32(__m128i __a, int __n)
{ return (unsigned int)__n >= 32 ? (__m128i){ 0, 0 } : (__m128i)((__v4su)__a << __n); }
__intrinsic __m128i _mm_srli_epi32(__m128i __a, int __n)
{ return (unsigned int)__n >= 32 ? (__m128i){ 0, 0 } : (__m128i)((__v4su)__a >> __n); }
__intrinsic __m128i _mm_srai_epi32(__m128i __a, int __n)
{ return (__m128i)((__v4si)__a >> ((unsigned int)__n >= 32 ? 31 : __n)); }
__intrinsic __m128i _mm_slli_epi64(__m128i __a, int __n)
{ return (unsigned int)__n >= 64 ? (__m128i){ 0, 0 } : (__m128i)((__v2du)__a << __n); }
__intrinsic __m128i _mm_srli_epi64(__m128i __a, int __n)
{ return (unsigned int)__n >= 64 ? (__m128i){ 0, 0 } : (__m128i)((__v2du)__a >> __n); }
#define _mm_slli_si128(a, n) \
  __extension__({ \
    __m128i __shifted = (a); \
    __asm__("pslldq %1, %0" : "+x"(__shifted) : "i"((n) & 255)); \
    __shifted; \
  })
#define _mm_srli_si128(a, n) \
  __extension__({ \
    __m128i __shifted = (a); \
    __asm__("psrldq %1, %0" : "+x"(__shifted) : "i"((n) & 255)); \
    __shifted; \
  })
#define _mm_bslli_si128(a, n) _mm_slli_si128(a, n)
#define _mm_bsrli_si128(a, n) _mm_srli_si128(a, n)

#define _mm_shuffle_epi32(a, mask) \
  __extension__({ \
    __m128i __shuffled; \
    __asm__("pshufd %2, %1, %0" : "=x"(__shuffled) : "x"((__m128i)(a)), "i"((mask) & 255)); \
    __shuffled; \
  })
#define _mm_shufflehi_epi16(a, mask) \
  __extension__({ \
    __m128i __shuffled; \
    __asm__("pshufhw %2, %1, %0" : "=x"(__shuffled) : "x"((__m128i)(a)), "i"((mask) & 255)); \
    __shuffled; \
  })
#define _mm_shufflelo_epi16(a, mask) \
  __extension__({ \
    __m128i __shuffled; \
    __asm__("pshuflw %2, %1, %0" : "=x"(__shuffled) : "x"((__m128i)(a)), "i"((mask) & 255)); \
    __shuffled; \
  })
#define _mm_shuffle_pd(a, b, mask) \
  __extension__({ \
    __m128d __shuffle_a = (a); \
    __m128d __shuffle_b = (b); \
    (__m128d){ __shuffle_a[(mask) & 1], __shuffle_b[((mask) >> 1) & 1] }; \
  })
#define _mm_extract_epi16(a, n) ((int)((__v8hu)(__m128i)(a))[(n) & 7])
#define _mm_insert_epi16(a, value, n) \
  __extension__({ \
    __v8hi __inserted = (__v8hi)(__m128i)(a); \
    __inserted[(n) & 7] = (short)(value); \
    (__m128i)__inserted; \
  })

__intrinsic __m128i _mm_setzero_si128(void)
{ return (__m128i){ 0, 0 }; }
__intrinsic __m128i _mm_undefined_si128(void)
{ return (__m128i){ 0, 0 }; }
__intrinsic __m128d _mm_setzero_pd(void)
{ return (__m128d){ 0.0, 0.0 }; }
__intrinsic __m128d _mm_set_pd(double __y, double __x)
{ return (__m128d){ __x, __y }; }
__intrinsic __m128d _mm_setr_pd(double __x, double __y)
{ return (__m128d){ __x, __y }; }
__intrinsic __m128d _mm_set1_pd(double __x)
{ return (__m128d){ __x, __x }; }
__intrinsic __m128d _mm_set_sd(double __x)
{ return (__m128d){ __x, 0.0 }; }
__intrinsic __m128i _mm_set_epi8(char __e15, char __e14, char __e13, char __e12, char __e11, char __e10,
              char __e9, char __e8, char __e7, char __e6, char __e5, char __e4, char __e3,
              char __e2, char __e1, char __e0)
{
  return (__m128i)(__v16qs){
        __e0, __e1, __e2, __e3, __e4, __e5, __e6, __e7, __e8, __e9, __e10, __e11, __e12,
        __e13, __e14, __e15 };
}
__intrinsic __m128i _mm_setr_epi8(char __e0, char __e1, char __e2, char __e3, char __e4, char __e5, char __e6,
              char __e7, char __e8, char __e9, char __e10, char __e11, char __e12,
              char __e13, char __e14, char __e15)
{
  return (__m128i)(__v16qs){
        __e0, __e1, __e2, __e3, __e4, __e5, __e6, __e7, __e8, __e9, __e10, __e11, __e12,
        __e13, __e14, __e15 };
}
__intrinsic __m128i _mm_set1_epi8(char __x)
{
  return (__m128i)(__v16qs){
        __x, __x, __x, __x, __x, __x, __x, __x, __x, __x, __x, __x, __x, __x, __x, __x };
}
__intrinsic __m128i _mm_set_epi16(short __e7, short __e6, short __e5, short __e4, short __e3, short __e2,
              short __e1, short __e0)
{
  return (__m128i)(__v8hi){
        __e0, __e1, __e2, __e3, __e4, __e5, __e6, __e7 };
}
__intrinsic __m128i _mm_setr_epi16(short __e0, short __e1, short __e2, short __e3, short __e4, short __e5,
              short __e6, short __e7)
{
  return (__m128i)(__v8hi){
        __e0, __e1, __e2, __e3, __e4, __e5, __e6, __e7 };
}
__intrinsic __m128i _mm_set1_epi16(short __x)
{
  return (__m128i)(__v8hi){
        __x, __x, __x, __x, __x, __x, __x, __x };
}
__intrinsic __m128i _mm_set_epi32(int __e3, int __e2, int __e1, int __e0)
{
  return (__m128i)(__v4si){
        __e0, __e1, __e2, __e3 };
}
__intrinsic __m128i _mm_setr_epi32(int __e0, int __e1, int __e2, int __e3)
{
  return (__m128i)(__v4si){
        __e0, __e1, __e2, __e3 };
}
__intrinsic __m128i _mm_set1_epi32(int __x)
{
  return (__m128i)(__v4si){
        __x, __x, __x, __x };
}
__intrinsic __m128i _mm_set_epi64x(long long __e1, long long __e0)
{
  return (__m128i)(__v2di){
        __e0, __e1 };
}
__intrinsic __m128i _mm_set1_epi64x(long long __x)
{
  return (__m128i)(__v2di){
        __x, __x };
}
__intrinsic __m128d _mm_load_pd(const double *__p)
{ return *(const __m128d *)__p; }
__intrinsic __m128d _mm_loadu_pd(const double *__p)
{ return *(const __m128d_u *)__p; }
__intrinsic void _mm_store_pd(double *__p, __m128d __a)
{ *(__m128d *)__p = __a; }
__intrinsic void _mm_storeu_pd(double *__p, __m128d __a)
{ *(__m128d_u *)__p = __a; }
__intrinsic __m128i _mm_load_si128(const __m128i *__p)
{ return *(const __m128i *)__p; }
__intrinsic __m128i _mm_loadu_si128(const __m128i_u *__p)
{ return *(const __m128i_u *)__p; }
__intrinsic void _mm_store_si128(__m128i *__p, __m128i __a)
{ *(__m128i *)__p = __a; }
__intrinsic void _mm_storeu_si128(__m128i_u *__p, __m128i __a)
{ *(__m128i_u *)__p = __a; }
__intrinsic __m128d _mm_load_sd(const double *__p)
{ return (__m128d){ *__p, 0.0 }; }
__intrinsic __m128d _mm_load1_pd(const double *__p)
{ return (__m128d){ *__p, *__p }; }
__intrinsic void _mm_store_sd(double *__p, __m128d __a)
{ *__p = __a[0]; }
__intrinsic void _mm_storeh_pd(double *__p, __m128d __a)
{ *__p = __a[1]; }
__intrinsic void _mm_storel_pd(double *__p, __m128d __a)
{ *__p = __a[0]; }
__intrinsic __m128d _mm_loadh_pd(__m128d __a, const double *__p)
{
  __a[1] = *__p;
  return __a;
}
__intrinsic __m128d _mm_loadl_pd(__m128d __a, const double *__p)
{
  __a[0] = *__p;
  return __a;
}
__intrinsic __m128d _mm_move_sd(__m128d __a, __m128d __b)
{
  __a[0] = __b[0];
  return __a;
}
__intrinsic __m128i _mm_loadl_epi64(const __m128i_u *__p)
{
  return (__m128i){ *(const long long __attribute__((__may_alias__, __aligned__(1))) *)__p, 0 };
}
__intrinsic void _mm_storel_epi64(__m128i_u *__p, __m128i __a)
{ *(long long __attribute__((__may_alias__, __aligned__(1))) *)__p = __a[0]; }
__intrinsic __m128i _mm_move_epi64(__m128i __a)
{ return (__m128i){ __a[0], 0 }; }
__intrinsic __m128i _mm_cvtsi32_si128(int __a)
{ return (__m128i)(__v4si){ __a, 0, 0, 0 }; }
__intrinsic int _mm_cvtsi128_si32(__m128i __a)
{ return ((__v4si)__a)[0]; }
#ifdef __x86_64__
__intrinsic __m128i _mm_cvtsi64_si128(long long __a)
{ return (__m128i){ __a, 0 }; }
#define _mm_cvtsi64x_si128(a) _mm_cvtsi64_si128(a)
__intrinsic long long _mm_cvtsi128_si64(__m128i __a)
{ return __a[0]; }
#define _mm_cvtsi128_si64x(a) _mm_cvtsi128_si64(a)
__intrinsic long long _mm_cvtsd_si64(__m128d __a)
{
  long long __r;
  __asm__("cvtsd2si %1, %0" : "=r"(__r) : "x"(__a));
  return __r;
}
__intrinsic long long _mm_cvttsd_si64(__m128d __a)
{ return (long long)__a[0]; }
#endif

__intrinsic int _mm_cvtsd_si32(__m128d __a)
{
  int __r;
  __asm__("cvtsd2si %1, %0" : "=r"(__r) : "x"(__a));
  return __r;
}
__intrinsic int _mm_cvttsd_si32(__m128d __a)
{
  int __r;
  __asm__("cvttsd2si %1, %0" : "=r"(__r) : "x"(__a));
  return __r;
}
__intrinsic double _mm_cvtsd_f64(__m128d __a)
{ return __a[0]; }
__intrinsic __m128d _mm_cvtsi32_sd(__m128d __a, int __b)
{
  __a[0] = __b;
  return __a;
}
__intrinsic __m128d _mm_cvtss_sd(__m128d __a, __m128 __b)
{
  __a[0] = __b[0];
  return __a;
}
__intrinsic __m128 _mm_cvtsd_ss(__m128 __a, __m128d __b)
{
  __a[0] = (float)__b[0];
  return __a;
}
__intrinsic __m128 _mm_cvtepi32_ps(__m128i __a)
{
  __m128 __r;
  __asm__("cvtdq2ps %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtps_epi32(__m128 __a)
{
  __m128i __r;
  __asm__("cvtps2dq %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvttps_epi32(__m128 __a)
{
  __m128i __r;
  __asm__("cvttps2dq %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128d _mm_cvtepi32_pd(__m128i __a)
{
  __m128d __r;
  __asm__("cvtdq2pd %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvtpd_epi32(__m128d __a)
{
  __m128i __r;
  __asm__("cvtpd2dq %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128i _mm_cvttpd_epi32(__m128d __a)
{
  __m128i __r;
  __asm__("cvttpd2dq %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128 _mm_cvtpd_ps(__m128d __a)
{
  __m128 __r;
  __asm__("cvtpd2ps %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128d _mm_cvtps_pd(__m128 __a)
{
  __m128d __r;
  __asm__("cvtps2pd %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128 _mm_castpd_ps(__m128d __a)
{ return (__m128)__a; }
__intrinsic __m128i _mm_castpd_si128(__m128d __a)
{ return (__m128i)__a; }
__intrinsic __m128d _mm_castps_pd(__m128 __a)
{ return (__m128d)__a; }
__intrinsic __m128i _mm_castps_si128(__m128 __a)
{ return (__m128i)__a; }
__intrinsic __m128 _mm_castsi128_ps(__m128i __a)
{ return (__m128)__a; }
__intrinsic __m128d _mm_castsi128_pd(__m128i __a)
{ return (__m128d)__a; }
__intrinsic int _mm_movemask_epi8(__m128i __a)
{
  int __r;
  __asm__("pmovmskb %1, %0" : "=r"(__r) : "x"(__a));
  return __r;
}
__intrinsic int _mm_movemask_pd(__m128d __a)
{
  int __r;
  __asm__("movmskpd %1, %0" : "=r"(__r) : "x"(__a));
  return __r;
}
__intrinsic void _mm_stream_si128(__m128i *__p, __m128i __a)
{ __asm__("movntdq %1, %0" : "=m"(*__p) : "x"(__a)); }
__intrinsic void _mm_stream_pd(double *__p, __m128d __a)
{ __asm__("movntpd %1, %0" : "=m"(*(__m128d *)__p) : "x"(__a)); }
__intrinsic void _mm_stream_si32(int *__p, int __a)
{ __asm__("movnti %1, %0" : "=m"(*__p) : "r"(__a)); }
#ifdef __x86_64__
__intrinsic void _mm_stream_si64(long long *__p, long long __a)
{ __asm__("movntiq %1, %0" : "=m"(*__p) : "r"(__a)); }
#endif
__intrinsic void _mm_maskmoveu_si128(__m128i __a, __m128i __mask, char *__p)
{ __asm__ __volatile__("maskmovdqu %1, %0" : : "x"(__a), "x"(__mask), "D"(__p) : "memory"); }
__intrinsic void _mm_clflush(const void *__p)
{ __asm__ __volatile__("clflush %0" : : "m"(*(const char *)__p) : "memory"); }
__intrinsic void _mm_lfence(void)
{ __asm__ __volatile__("lfence" : : : "memory"); }
__intrinsic void _mm_mfence(void)
{ __asm__ __volatile__("mfence" : : : "memory"); }

__compare(_mm_cmpnlt_pd, __m128d, "cmpnltpd")
__compare(_mm_cmpnle_pd, __m128d, "cmpnlepd")
__compare(_mm_cmpord_pd, __m128d, "cmpordpd")
__compare(_mm_cmpunord_pd, __m128d, "cmpunordpd")
__compare_exchanged(_mm_cmpngt_pd, __m128d, "cmpnltpd")
__compare_exchanged(_mm_cmpnge_pd, __m128d, "cmpnlepd")
__compare(_mm_cmpeq_sd, __m128d, "cmpeqsd")
__compare(_mm_cmplt_sd, __m128d, "cmpltsd")
__compare(_mm_cmple_sd, __m128d, "cmplesd")
__compare(_mm_cmpneq_sd, __m128d, "cmpneqsd")
__compare(_mm_cmpnlt_sd, __m128d, "cmpnltsd")
__compare(_mm_cmpnle_sd, __m128d, "cmpnlesd")
__compare(_mm_cmpord_sd, __m128d, "cmpordsd")
__compare(_mm_cmpunord_sd, __m128d, "cmpunordsd")
__compare_exchanged_low(_mm_cmpgt_sd, __m128d, "cmpltsd")
__compare_exchanged_low(_mm_cmpge_sd, __m128d, "cmplesd")
__compare_exchanged_low(_mm_cmpngt_sd, __m128d, "cmpnltsd")
__compare_exchanged_low(_mm_cmpnge_sd, __m128d, "cmpnlesd")

#ifdef __x86_64__
__intrinsic __m128d _mm_cvtsi64_sd(__m128d __a, long long __b)
{
  __a[0] = (double)__b;
  return __a;
}
#define _mm_cvtsi64x_sd(a, b) _mm_cvtsi64_sd((a), (b))
#define _mm_cvtsd_si64x(a) _mm_cvtsd_si64(a)
#define _mm_cvttsd_si64x(a) _mm_cvttsd_si64(a)
#endif
__intrinsic __m128d _mm_loadr_pd(const double *__p)
{ return (__m128d){ __p[1], __p[0] }; }
__intrinsic void _mm_storer_pd(double *__p, __m128d __a)
{ *(__m128d *)__p = (__m128d){ __a[1], __a[0] }; }
__intrinsic void _mm_store1_pd(double *__p, __m128d __a)
{ *(__m128d *)__p = (__m128d){ __a[0], __a[0] }; }
#define _mm_store_pd1(p, a) _mm_store1_pd((p), (a))
#define _mm_load_pd1(p) _mm_load1_pd(p)
#define _mm_set_pd1(x) _mm_set1_pd(x)
__intrinsic __m128d _mm_undefined_pd(void)
{
  __m128d __r;
  __asm__("" : "=x"(__r));
  return __r;
}

/* The low bytes of a vector from memory of any alignment, the rest zero, and back. */
#define __loads_low(bits, type) \
  __intrinsic __m128i _mm_loadu_si##bits(const void *__p) \
  { return (__m128i){ *(const unsigned type __attribute__((__may_alias__, __aligned__(1))) *)__p, 0 }; } \
  __intrinsic void _mm_storeu_si##bits(void *__p, __m128i __a) \
  { *(type __attribute__((__may_alias__, __aligned__(1))) *)__p = (type)__a[0]; }
__loads_low(16, short)
__loads_low(32, int)
__loads_low(64, long long)

__intrinsic __m128i _mm_set_epi64(__m64 __e1, __m64 __e0)
{ return (__m128i){ (long long)__e0, (long long)__e1 }; }
__intrinsic __m128i _mm_setr_epi64(__m64 __e0, __m64 __e1)
{ return (__m128i){ (long long)__e0, (long long)__e1 }; }
__intrinsic __m128i _mm_set1_epi64(__m64 __a)
{ return (__m128i){ (long long)__a, (long long)__a }; }
__intrinsic __m64 _mm_movepi64_pi64(__m128i __a)
{ return (__m64)__a[0]; }
__intrinsic __m128i _mm_movpi64_epi64(__m64 __a)
{ return (__m128i){ (long long)__a, 0 }; }
__intrinsic __m64 _mm_cvtpd_pi32(__m128d __a)
{ return _mm_movepi64_pi64(_mm_cvtpd_epi32(__a)); }
__intrinsic __m64 _mm_cvttpd_pi32(__m128d __a)
{ return _mm_movepi64_pi64(_mm_cvttpd_epi32(__a)); }
__intrinsic __m128d _mm_cvtpi32_pd(__m64 __a)
{ return _mm_cvtepi32_pd(_mm_movpi64_epi64(__a)); }
__m64_lanes(_mm_mul_su32, "pmuludq")
#endif
