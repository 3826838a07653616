/* SSE on GNU C vector arithmetic where that says it, the instruction
   itself (inline assembly) where not. */
#ifndef _XMMINTRIN_H_INCLUDED
#define _XMMINTRIN_H_INCLUDED

#include <mm_malloc.h>
#include <mmintrin.h>

typedef float __m128 __attribute__((__vector_size__(16), __may_alias__));
typedef float __m128_u __attribute__((__vector_size__(16), __may_alias__, __aligned__(1)));
typedef float __v4sf __attribute__((__vector_size__(16)));
typedef int __v4si_of_ps __attribute__((__vector_size__(16)));

#define _MM_SHUFFLE(z, y, x, w) (((z) << 6) | ((y) << 4) | ((x) << 2) | (w))
enum _mm_hint {
  _MM_HINT_ET0 = 7, _MM_HINT_ET1 = 6, _MM_HINT_T0 = 3, _MM_HINT_T1 = 2, _MM_HINT_T2 = 1,
  _MM_HINT_NTA = 0
};
#define _mm_prefetch(address, hint) \
  __builtin_prefetch((address), ((hint) & 4) >> 2, (hint) & 3)

#define _MM_EXCEPT_MASK 0x003f
#define _MM_EXCEPT_INVALID 0x0001
#define _MM_EXCEPT_DENORM 0x0002
#define _MM_EXCEPT_DIV_ZERO 0x0004
#define _MM_EXCEPT_OVERFLOW 0x0008
#define _MM_EXCEPT_UNDERFLOW 0x0010
#define _MM_EXCEPT_INEXACT 0x0020
#define _MM_MASK_MASK 0x1f80
#define _MM_MASK_INVALID 0x0080
#define _MM_MASK_DENORM 0x0100
#define _MM_MASK_DIV_ZERO 0x0200
#define _MM_MASK_OVERFLOW 0x0400
#define _MM_MASK_UNDERFLOW 0x0800
#define _MM_MASK_INEXACT 0x1000
#define _MM_ROUND_MASK 0x6000
#define _MM_ROUND_NEAREST 0x0000
#define _MM_ROUND_DOWN 0x2000
#define _MM_ROUND_UP 0x4000
#define _MM_ROUND_TOWARD_ZERO 0x6000
#define _MM_FLUSH_ZERO_MASK 0x8000
#define _MM_FLUSH_ZERO_ON 0x8000
#define _MM_FLUSH_ZERO_OFF 0x0000

__intrinsic __m128 _mm_add_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4sf)__a + (__v4sf)__b); }
__intrinsic __m128 _mm_add_ss(__m128 __a, __m128 __b)
{
  __a[0] = __a[0] + __b[0];
  return __a;
}
__intrinsic __m128 _mm_sub_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4sf)__a - (__v4sf)__b); }
__intrinsic __m128 _mm_sub_ss(__m128 __a, __m128 __b)
{
  __a[0] = __a[0] - __b[0];
  return __a;
}
__intrinsic __m128 _mm_mul_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4sf)__a * (__v4sf)__b); }
__intrinsic __m128 _mm_mul_ss(__m128 __a, __m128 __b)
{
  __a[0] = __a[0] * __b[0];
  return __a;
}
__intrinsic __m128 _mm_div_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4sf)__a / (__v4sf)__b); }
__intrinsic __m128 _mm_div_ss(__m128 __a, __m128 __b)
{
  __a[0] = __a[0] / __b[0];
  return __a;
}
__intrinsic __m128 _mm_and_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4si_of_ps)__a & (__v4si_of_ps)__b); }
__intrinsic __m128 _mm_or_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4si_of_ps)__a | (__v4si_of_ps)__b); }
__intrinsic __m128 _mm_xor_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4si_of_ps)__a ^ (__v4si_of_ps)__b); }
__intrinsic __m128 _mm_andnot_ps(__m128 __a, __m128 __b)
{ return (__m128)(~(__v4si_of_ps)__a & (__v4si_of_ps)__b); }
__intrinsic __m128 _mm_sqrt_ps(__m128 __a)
{
  __m128 __r;
  __asm__("sqrtps %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128 _mm_sqrt_ss(__m128 __a)
{
  __m128 __r = __a;
  __asm__("sqrtss %1, %0" : "+x"(__r) : "x"(__a));
  return __r;
}
__intrinsic __m128 _mm_rsqrt_ps(__m128 __a)
{
  __m128 __r;
  __asm__("rsqrtps %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128 _mm_rsqrt_ss(__m128 __a)
{
  __m128 __r = __a;
  __asm__("rsqrtss %1, %0" : "+x"(__r) : "x"(__a));
  return __r;
}
__intrinsic __m128 _mm_rcp_ps(__m128 __a)
{
  __m128 __r;
  __asm__("rcpps %1, %0" : "=x"(__r) : "xm"(__a));
  return __r;
}
__intrinsic __m128 _mm_rcp_ss(__m128 __a)
{
  __m128 __r = __a;
  __asm__("rcpss %1, %0" : "+x"(__r) : "x"(__a));
  return __r;
}
__intrinsic __m128 _mm_min_ps(__m128 __a, __m128 __b)
{
  __asm__("minps %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128)__a;
}
__intrinsic __m128 _mm_min_ss(__m128 __a, __m128 __b)
{
  __asm__("minss %1, %0" : "+x"(__a) : "x"(__b));
  return __a;
}
__intrinsic __m128 _mm_max_ps(__m128 __a, __m128 __b)
{
  __asm__("maxps %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128)__a;
}
__intrinsic __m128 _mm_max_ss(__m128 __a, __m128 __b)
{
  __asm__("maxss %1, %0" : "+x"(__a) : "x"(__b));
  return __a;
}
__intrinsic __m128 _mm_cmpeq_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4sf)__a == (__v4sf)__b); }
__intrinsic __m128 _mm_cmpeq_ss(__m128 __a, __m128 __b)
{
  __v4si_of_ps __r = (__v4si_of_ps)__a;
  __r[0] = __a[0] == __b[0] ? -1 : 0;
  return (__m128)__r;
}
__intrinsic int _mm_comieq_ss(__m128 __a, __m128 __b)
{ return __a[0] == __b[0]; }
__intrinsic int _mm_ucomieq_ss(__m128 __a, __m128 __b)
{ return __a[0] == __b[0]; }
__intrinsic __m128 _mm_cmplt_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4sf)__a < (__v4sf)__b); }
__intrinsic __m128 _mm_cmplt_ss(__m128 __a, __m128 __b)
{
  __v4si_of_ps __r = (__v4si_of_ps)__a;
  __r[0] = __a[0] < __b[0] ? -1 : 0;
  return (__m128)__r;
}
__intrinsic int _mm_comilt_ss(__m128 __a, __m128 __b)
{ return __a[0] < __b[0]; }
__intrinsic int _mm_ucomilt_ss(__m128 __a, __m128 __b)
{ return __a[0] < __b[0]; }
__intrinsic __m128 _mm_cmple_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4sf)__a <= (__v4sf)__b); }
__intrinsic __m128 _mm_cmple_ss(__m128 __a, __m128 __b)
{
  __v4si_of_ps __r = (__v4si_of_ps)__a;
  __r[0] = __a[0] <= __b[0] ? -1 : 0;
  return (__m128)__r;
}
__intrinsic int _mm_comile_ss(__m128 __a, __m128 __b)
{ return __a[0] <= __b[0]; }
__intrinsic int _mm_ucomile_ss(__m128 __a, __m128 __b)
{ return __a[0] <= __b[0]; }
__intrinsic __m128 _mm_cmpgt_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4sf)__a > (__v4sf)__b); }
__intrinsic __m128 _mm_cmpgt_ss(__m128 __a, __m128 __b)
{
  __v4si_of_ps __r = (__v4si_of_ps)__a;
  __r[0] = __a[0] > __b[0] ? -1 : 0;
  return (__m128)__r;
}
__intrinsic int _mm_comigt_ss(__m128 __a, __m128 __b)
{ return __a[0] > __b[0]; }
__intrinsic int _mm_ucomigt_ss(__m128 __a, __m128 __b)
{ return __a[0] > __b[0]; }
__intrinsic __m128 _mm_cmpge_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4sf)__a >= (__v4sf)__b); }
__intrinsic __m128 _mm_cmpge_ss(__m128 __a, __m128 __b)
{
  __v4si_of_ps __r = (__v4si_of_ps)__a;
  __r[0] = __a[0] >= __b[0] ? -1 : 0;
  return (__m128)__r;
}
__intrinsic int _mm_comige_ss(__m128 __a, __m128 __b)
{ return __a[0] >= __b[0]; }
__intrinsic int _mm_ucomige_ss(__m128 __a, __m128 __b)
{ return __a[0] >= __b[0]; }
__intrinsic __m128 _mm_cmpneq_ps(__m128 __a, __m128 __b)
{ return (__m128)((__v4sf)__a != (__v4sf)__b); }
__intrinsic __m128 _mm_cmpneq_ss(__m128 __a, __m128 __b)
{
  __v4si_of_ps __r = (__v4si_of_ps)__a;
  __r[0] = __a[0] != __b[0] ? -1 : 0;
  return (__m128)__r;
}
__intrinsic int _mm_comineq_ss(__m128 __a, __m128 __b)
{ return __a[0] != __b[0]; }
__intrinsic int _mm_ucomineq_ss(__m128 __a, __m128 __b)
{ return __a[0] != __b[0]; }
__intrinsic __m128 _mm_cmpord_ps(__m128 __a, __m128 __b)
{
  __asm__("cmpordps %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128)__a;
}
__intrinsic __m128 _mm_cmpunord_ps(__m128 __a, __m128 __b)
{
  __asm__("cmpunordps %1, %0" : "+x"(__a) : "xm"(__b));
  return (__m128)__a;
}
__intrinsic __m128 _mm_setzero_ps(void)
{ return (__m128){ 0.0f, 0.0f, 0.0f, 0.0f }; }
__intrinsic __m128 _mm_undefined_ps(void)
{ return (__m128){ 0.0f, 0.0f, 0.0f, 0.0f }; }
__intrinsic __m128 _mm_set_ps(float __z, float __y, float __x, float __w)
{ return (__m128){ __w, __x, __y, __z }; }
__intrinsic __m128 _mm_setr_ps(float __z, float __y, float __x, float __w)
{ return (__m128){ __z, __y, __x, __w }; }
__intrinsic __m128 _mm_set_ss(float __x)
{ return (__m128){ __x, 0.0f, 0.0f, 0.0f }; }
__intrinsic __m128 _mm_set1_ps(float __x)
{ return (__m128){ __x, __x, __x, __x }; }
#define _mm_set_ps1(x) _mm_set1_ps(x)

__intrinsic __m128 _mm_load_ps(const float *__p)
{ return *(const __m128 *)__p; }
__intrinsic __m128 _mm_loadu_ps(const float *__p)
{ return *(const __m128_u *)__p; }
__intrinsic __m128 _mm_load_ss(const float *__p)
{ return (__m128){ *__p, 0.0f, 0.0f, 0.0f }; }
__intrinsic __m128 _mm_load1_ps(const float *__p)
{ return _mm_set1_ps(*__p); }
#define _mm_load_ps1(p) _mm_load1_ps(p)

__intrinsic void _mm_store_ps(float *__p, __m128 __a)
{ *(__m128 *)__p = __a; }
__intrinsic void _mm_storeu_ps(float *__p, __m128 __a)
{ *(__m128_u *)__p = __a; }
__intrinsic void _mm_store_ss(float *__p, __m128 __a)
{ *__p = __a[0]; }
__intrinsic void _mm_store1_ps(float *__p, __m128 __a)
{ *(__m128 *)__p = _mm_set1_ps(__a[0]); }
__intrinsic void _mm_stream_ps(float *__p, __m128 __a)
{ __asm__("movntps %1, %0" : "=m"(*(__m128 *)__p) : "x"(__a)); }
__intrinsic float _mm_cvtss_f32(__m128 __a)
{ return __a[0]; }
__intrinsic __m128 _mm_move_ss(__m128 __a, __m128 __b)
{
  __a[0] = __b[0];
  return __a;
}
__intrinsic __m128 _mm_unpackhi_ps(__m128 __a, __m128 __b)
{ return (__m128){ __a[2], __b[2], __a[3], __b[3] }; }
__intrinsic __m128 _mm_unpacklo_ps(__m128 __a, __m128 __b)
{ return (__m128){ __a[0], __b[0], __a[1], __b[1] }; }
__intrinsic __m128 _mm_movehl_ps(__m128 __a, __m128 __b)
{ return (__m128){ __b[2], __b[3], __a[2], __a[3] }; }
__intrinsic __m128 _mm_movelh_ps(__m128 __a, __m128 __b)
{ return (__m128){ __a[0], __a[1], __b[0], __b[1] }; }
__intrinsic int _mm_movemask_ps(__m128 __a)
{
  int __r;
  __asm__("movmskps %1, %0" : "=r"(__r) : "x"(__a));
  return __r;
}
__intrinsic int _mm_cvtss_si32(__m128 __a)
{
  int __r;
  __asm__("cvtss2si %1, %0" : "=r"(__r) : "x"(__a));
  return __r;
}
__intrinsic int _mm_cvttss_si32(__m128 __a)
{
  int __r;
  __asm__("cvttss2si %1, %0" : "=r"(__r) : "x"(__a));
  return __r;
}
#define _mm_cvt_ss2si(a) _mm_cvtss_si32(a)
#define _mm_cvtt_ss2si(a) _mm_cvttss_si32(a)

__intrinsic __m128 _mm_cvtsi32_ss(__m128 __a, int __b)
{
  __a[0] = (float)__b;
  return __a;
}
#define _mm_shuffle_ps(a, b, mask) \
  __extension__({ \
    __m128 __shuffle_a = (a); \
    __m128 __shuffle_b = (b); \
    (__m128){ __shuffle_a[(mask) & 3], __shuffle_a[((mask) >> 2) & 3], \
              __shuffle_b[((mask) >> 4) & 3], __shuffle_b[((mask) >> 6) & 3] }; \
  })
#define _MM_TRANSPOSE4_PS(row0, row1, row2, row3) \
  do { \
    __m128 __r0 = (row0), __r1 = (row1), __r2 = (row2), __r3 = (row3); \
    __m128 __t0 = _mm_unpacklo_ps(__r0, __r1); \
    __m128 __t1 = _mm_unpacklo_ps(__r2, __r3); \
    __m128 __t2 = _mm_unpackhi_ps(__r0, __r1); \
    __m128 __t3 = _mm_unpackhi_ps(__r2, __r3); \
    (row0) = _mm_movelh_ps(__t0, __t1); \
    (row1) = _mm_movehl_ps(__t1, __t0); \
    (row2) = _mm_movelh_ps(__t2, __t3); \
    (row3) = _mm_movehl_ps(__t3, __t2); \
  } while (0)

__intrinsic unsigned int _mm_getcsr(void)
{
  unsigned int __r;
  __asm__ __volatile__("stmxcsr %0" : "=m"(__r));
  return __r;
}
__intrinsic void _mm_setcsr(unsigned int __a)
{ __asm__ __volatile__("ldmxcsr %0" : : "m"(__a)); }
#define _MM_SET_ROUNDING_MODE(mode) _mm_setcsr((_mm_getcsr() & ~_MM_ROUND_MASK) | (mode))
#define _MM_GET_ROUNDING_MODE() (_mm_getcsr() & _MM_ROUND_MASK)
#define _MM_GET_FLUSH_ZERO_MODE() (_mm_getcsr() & _MM_FLUSH_ZERO_MASK)
#define _MM_SET_EXCEPTION_STATE(mask) _mm_setcsr((_mm_getcsr() & ~_MM_EXCEPT_MASK) | (mask))
#define _MM_GET_EXCEPTION_STATE() (_mm_getcsr() & _MM_EXCEPT_MASK)
#define _MM_SET_EXCEPTION_MASK(mask) _mm_setcsr((_mm_getcsr() & ~_MM_MASK_MASK) | (mask))
#define _MM_GET_EXCEPTION_MASK() (_mm_getcsr() & _MM_MASK_MASK)
#define _MM_SET_FLUSH_ZERO_MODE(mode) _mm_setcsr((_mm_getcsr() & ~_MM_FLUSH_ZERO_MASK) | (mode))

__intrinsic void _mm_sfence(void)
{ __asm__ __volatile__("sfence" : : : "memory"); }
__intrinsic void _mm_pause(void)
{ __asm__ __volatile__("pause" : : : "memory"); }

/* Comparisons by one instruction each; the scalar ones keep the first operand's upper part.
   "Not greater" is "not less" with the operands exchanged. */
#define __compare(name, type, word) \
  __intrinsic type name(type __a, type __b) \
  { \
    __asm__(word " %1, %0" : "+x"(__a) : "x"(__b)); \
    return __a; \
  }
#define __compare_exchanged(name, type, word) \
  __intrinsic type name(type __a, type __b) \
  { \
    __asm__(word " %1, %0" : "+x"(__b) : "x"(__a)); \
    return __b; \
  }
#define __compare_exchanged_low(name, type, word) \
  __intrinsic type name(type __a, type __b) \
  { \
    __asm__(word " %1, %0" : "+x"(__b) : "x"(__a)); \
    __a[0] = __b[0]; \
    return __a; \
  }
__compare(_mm_cmpnlt_ps, __m128, "cmpnltps")
__compare(_mm_cmpnle_ps, __m128, "cmpnleps")
__compare_exchanged(_mm_cmpngt_ps, __m128, "cmpnltps")
__compare_exchanged(_mm_cmpnge_ps, __m128, "cmpnleps")
__compare(_mm_cmpnlt_ss, __m128, "cmpnltss")
__compare(_mm_cmpnle_ss, __m128, "cmpnless")
__compare(_mm_cmpord_ss, __m128, "cmpordss")
__compare(_mm_cmpunord_ss, __m128, "cmpunordss")
__compare_exchanged_low(_mm_cmpngt_ss, __m128, "cmpnltss")
__compare_exchanged_low(_mm_cmpnge_ss, __m128, "cmpnless")

__intrinsic __m128 _mm_cvt_si2ss(__m128 __a, int __b)
{ return _mm_cvtsi32_ss(__a, __b); }
#ifdef __x86_64__
__intrinsic __m128 _mm_cvtsi64_ss(__m128 __a, long long __b)
{
  __a[0] = (float)__b;
  return __a;
}
__intrinsic long long _mm_cvtss_si64(__m128 __a)
{
  long long __r;
  __asm__("cvtss2siq %1, %0" : "=r"(__r) : "x"(__a));
  return __r;
}
__intrinsic long long _mm_cvttss_si64(__m128 __a)
{
  long long __r;
  __asm__("cvttss2siq %1, %0" : "=r"(__r) : "x"(__a));
  return __r;
}
#define _mm_cvtsi64x_ss(a, b) _mm_cvtsi64_ss((a), (b))
#define _mm_cvtss_si64x(a) _mm_cvtss_si64(a)
#define _mm_cvttss_si64x(a) _mm_cvttss_si64(a)
#endif
__intrinsic __m128 _mm_loadr_ps(const float *__p)
{ return (__m128){ __p[3], __p[2], __p[1], __p[0] }; }
__intrinsic void _mm_storer_ps(float *__p, __m128 __a)
{ *(__m128 *)__p = (__m128){ __a[3], __a[2], __a[1], __a[0] }; }
#define _mm_store_ps1(p, a) _mm_store1_ps((p), (a))

/* Halves of a vector from memory and back. */
__intrinsic __m128 _mm_loadl_pi(__m128 __a, const __m64 *__p)
{ return (__m128)(__m64_pair){ (long long)*(const __m64_u *)__p, ((__m64_pair)__a)[1] }; }
__intrinsic __m128 _mm_loadh_pi(__m128 __a, const __m64 *__p)
{ return (__m128)(__m64_pair){ ((__m64_pair)__a)[0], (long long)*(const __m64_u *)__p }; }
__intrinsic void _mm_storel_pi(__m64 *__p, __m128 __a)
{ *(__m64_u *)__p = (__m64)((__m64_pair)__a)[0]; }
__intrinsic void _mm_storeh_pi(__m64 *__p, __m128 __a)
{ *(__m64_u *)__p = (__m64)((__m64_pair)__a)[1]; }

/* What SSE added to MMX. */
__m64_row(__m64_lanes, _mm_max_pi16, _m_pmaxsw, "pmaxsw")
__m64_row(__m64_lanes, _mm_max_pu8, _m_pmaxub, "pmaxub")
__m64_row(__m64_lanes, _mm_min_pi16, _m_pminsw, "pminsw")
__m64_row(__m64_lanes, _mm_min_pu8, _m_pminub, "pminub")
__m64_row(__m64_lanes, _mm_avg_pu8, _m_pavgb, "pavgb")
__m64_row(__m64_lanes, _mm_avg_pu16, _m_pavgw, "pavgw")
__m64_row(__m64_lanes, _mm_mulhi_pu16, _m_pmulhuw, "pmulhuw")
__m64_row(__m64_lanes, _mm_sad_pu8, _m_psadbw, "psadbw")

__intrinsic int _mm_movemask_pi8(__m64 __a)
{
  int __r;
  __asm__("pmovmskb %1, %0" : "=r"(__r) : "x"(__m64_extend(__a)));
  return __r;
}
__intrinsic void _mm_maskmove_si64(__m64 __a, __m64 __mask, char *__p)
{
  for (int __k = 0; __k < 8; __k++)
    if (((__v8qi)__mask)[__k] & 0x80)
      __p[__k] = ((__v8qi)__a)[__k];
}
__intrinsic void _mm_stream_pi(__m64 *__p, __m64 __a)
{ __asm__("movntiq %1, %0" : "=m"(*__p) : "r"((long long)__a)); }
#define _mm_extract_pi16(a, n) ((int)(unsigned short)((__v4hi)(__m64)(a))[(n) & 3])
#define _mm_insert_pi16(a, d, n) \
  __extension__({ __v4hi __words = (__v4hi)(__m64)(a); __words[(n) & 3] = (d); (__m64)__words; })
#define _mm_shuffle_pi16(a, n) \
  __extension__({ \
    __v4hi __words = (__v4hi)(__m64)(a); \
    (__m64)(__v4hi){ __words[(n) & 3], __words[((n) >> 2) & 3], __words[((n) >> 4) & 3], \
                     __words[((n) >> 6) & 3] }; \
  })
#define _m_pmovmskb(a) _mm_movemask_pi8(a)
#define _m_maskmovq(a, mask, p) _mm_maskmove_si64((a), (mask), (p))
#define _m_pextrw(a, n) _mm_extract_pi16((a), (n))
#define _m_pinsrw(a, d, n) _mm_insert_pi16((a), (d), (n))
#define _m_pshufw(a, n) _mm_shuffle_pi16((a), (n))

/* Floats from integers of 8 to 32 bits and back, with saturation to 8 and 16. */
__intrinsic __m128 _mm_cvtpi32x2_ps(__m64 __a, __m64 __b)
{
  return (__m128){ (float)((__v2si)__a)[0], (float)((__v2si)__a)[1], (float)((__v2si)__b)[0],
                   (float)((__v2si)__b)[1] };
}
__intrinsic __m128 _mm_cvtpi32_ps(__m128 __a, __m64 __b)
{
  return (__m128){ (float)((__v2si)__b)[0], (float)((__v2si)__b)[1], __a[2], __a[3] };
}
#define __floats_of_lanes(name, lanes, type) \
  __intrinsic __m128 name(__m64 __a) \
  { \
    return (__m128){ (type)((lanes)__a)[0], (type)((lanes)__a)[1], (type)((lanes)__a)[2], \
                     (type)((lanes)__a)[3] }; \
  }
__floats_of_lanes(_mm_cvtpi16_ps, __v4hi, short)
__floats_of_lanes(_mm_cvtpu16_ps, __v4hi, unsigned short)
__floats_of_lanes(_mm_cvtpi8_ps, __v8qi, signed char)
__floats_of_lanes(_mm_cvtpu8_ps, __v8qi, unsigned char)
#define __lanes_of_floats(name, word) \
  __intrinsic __m64 name(__m128 __a) \
  { \
    __m64_pair __r = { ((__m64_pair)__a)[0], 0 }; \
    __asm__(word " %0, %0" : "+x"(__r)); \
    return (__m64)__r[0]; \
  }
__lanes_of_floats(_mm_cvtps_pi32, "cvtps2dq")
__lanes_of_floats(_mm_cvttps_pi32, "cvttps2dq")
__intrinsic __m64 _mm_cvtps_pi16(__m128 __a)
{
  __m128 __high = (__m128)(__m64_pair){ ((__m64_pair)__a)[1], 0 };
  return _mm_packs_pi32(_mm_cvtps_pi32(__a), _mm_cvtps_pi32(__high));
}
__intrinsic __m64 _mm_cvtps_pi8(__m128 __a)
{ return _mm_packs_pi16(_mm_cvtps_pi16(__a), _mm_setzero_si64()); }
#define _mm_cvt_pi2ps(a, b) _mm_cvtpi32_ps((a), (b))
#define _mm_cvt_ps2pi(a) _mm_cvtps_pi32(a)
#define _mm_cvtt_ps2pi(a) _mm_cvttps_pi32(a)
#endif
