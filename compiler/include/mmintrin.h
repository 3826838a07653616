/* MMX on the low halves of SSE registers: MMX registers are used by nobody's code but `asm` with
   the instructions themselves, so only that needs _mm_empty. */
#ifndef _MMINTRIN_H_INCLUDED
#define _MMINTRIN_H_INCLUDED

#define __intrinsic static __inline __attribute__((__always_inline__, __artificial__))

typedef int __m64 __attribute__((__vector_size__(8), __may_alias__));
typedef int __m64_u __attribute__((__vector_size__(8), __may_alias__, __aligned__(1)));
typedef int __v2si __attribute__((__vector_size__(8)));
typedef short __v4hi __attribute__((__vector_size__(8)));
typedef char __v8qi __attribute__((__vector_size__(8)));
typedef long long __m64_pair __attribute__((__vector_size__(16), __may_alias__));

__intrinsic void _mm_empty(void)
{ __asm__ __volatile__("emms"); }
__intrinsic void _m_empty(void)
{ _mm_empty(); }

__intrinsic __m64_pair __m64_join(__m64 __low, __m64 __high)
{ return (__m64_pair){ (long long)__low, (long long)__high }; }
__intrinsic __m64_pair __m64_extend(__m64 __a)
{ return (__m64_pair){ (long long)__a, 0 }; }

/* A function of one instruction on two registers, and the half of it that is the result. */
#define __m64_function(name, word, first, second, half) \
  __intrinsic __m64 name(__m64 __a, __m64 __b) \
  { \
    __m64_pair __x = first, __y = second; \
    __asm__(word " %1, %0" : "+x"(__x) : "x"(__y)); \
    return (__m64)__x[half]; \
  }
/* Lane by lane; two operands of which the instruction makes one (packs, horizontal sums); the upper
   half of what it makes. */
#define __m64_lanes(name, word) \
  __m64_function(name, word, __m64_extend(__a), __m64_extend(__b), 0)
#define __m64_joined(name, word) \
  __m64_function(name, word, __m64_join(__a, __b), __m64_join(__a, __b), 0)
#define __m64_upper(name, word) \
  __m64_function(name, word, __m64_extend(__a), __m64_extend(__b), 1)
/* A row: how, its name, the name after the instruction, the instruction. */
#define __m64_row(how, name, old, word) how(name, word) how(old, word)

__m64_row(__m64_lanes, _mm_add_pi8, _m_paddb, "paddb")
__m64_row(__m64_lanes, _mm_add_pi16, _m_paddw, "paddw")
__m64_row(__m64_lanes, _mm_add_pi32, _m_paddd, "paddd")
__m64_lanes(_mm_add_si64, "paddq")
__m64_row(__m64_lanes, _mm_adds_pi8, _m_paddsb, "paddsb")
__m64_row(__m64_lanes, _mm_adds_pi16, _m_paddsw, "paddsw")
__m64_row(__m64_lanes, _mm_adds_pu8, _m_paddusb, "paddusb")
__m64_row(__m64_lanes, _mm_adds_pu16, _m_paddusw, "paddusw")
__m64_row(__m64_lanes, _mm_sub_pi8, _m_psubb, "psubb")
__m64_row(__m64_lanes, _mm_sub_pi16, _m_psubw, "psubw")
__m64_row(__m64_lanes, _mm_sub_pi32, _m_psubd, "psubd")
__m64_lanes(_mm_sub_si64, "psubq")
__m64_row(__m64_lanes, _mm_subs_pi8, _m_psubsb, "psubsb")
__m64_row(__m64_lanes, _mm_subs_pi16, _m_psubsw, "psubsw")
__m64_row(__m64_lanes, _mm_subs_pu8, _m_psubusb, "psubusb")
__m64_row(__m64_lanes, _mm_subs_pu16, _m_psubusw, "psubusw")
__m64_row(__m64_lanes, _mm_madd_pi16, _m_pmaddwd, "pmaddwd")
__m64_row(__m64_lanes, _mm_mulhi_pi16, _m_pmulhw, "pmulhw")
__m64_row(__m64_lanes, _mm_mullo_pi16, _m_pmullw, "pmullw")
__m64_row(__m64_lanes, _mm_cmpeq_pi8, _m_pcmpeqb, "pcmpeqb")
__m64_row(__m64_lanes, _mm_cmpeq_pi16, _m_pcmpeqw, "pcmpeqw")
__m64_row(__m64_lanes, _mm_cmpeq_pi32, _m_pcmpeqd, "pcmpeqd")
__m64_row(__m64_lanes, _mm_cmpgt_pi8, _m_pcmpgtb, "pcmpgtb")
__m64_row(__m64_lanes, _mm_cmpgt_pi16, _m_pcmpgtw, "pcmpgtw")
__m64_row(__m64_lanes, _mm_cmpgt_pi32, _m_pcmpgtd, "pcmpgtd")
__m64_row(__m64_lanes, _mm_and_si64, _m_pand, "pand")
__m64_row(__m64_lanes, _mm_andnot_si64, _m_pandn, "pandn")
__m64_row(__m64_lanes, _mm_or_si64, _m_por, "por")
__m64_row(__m64_lanes, _mm_xor_si64, _m_pxor, "pxor")
__m64_row(__m64_lanes, _mm_sll_pi16, _m_psllw, "psllw")
__m64_row(__m64_lanes, _mm_sll_pi32, _m_pslld, "pslld")
__m64_row(__m64_lanes, _mm_sll_si64, _m_psllq, "psllq")
__m64_row(__m64_lanes, _mm_sra_pi16, _m_psraw, "psraw")
__m64_row(__m64_lanes, _mm_sra_pi32, _m_psrad, "psrad")
__m64_row(__m64_lanes, _mm_srl_pi16, _m_psrlw, "psrlw")
__m64_row(__m64_lanes, _mm_srl_pi32, _m_psrld, "psrld")
__m64_row(__m64_lanes, _mm_srl_si64, _m_psrlq, "psrlq")
__m64_row(__m64_lanes, _mm_unpacklo_pi8, _m_punpcklbw, "punpcklbw")
__m64_row(__m64_lanes, _mm_unpacklo_pi16, _m_punpcklwd, "punpcklwd")
__m64_row(__m64_lanes, _mm_unpacklo_pi32, _m_punpckldq, "punpckldq")
__m64_row(__m64_upper, _mm_unpackhi_pi8, _m_punpckhbw, "punpcklbw")
__m64_row(__m64_upper, _mm_unpackhi_pi16, _m_punpckhwd, "punpcklwd")
__m64_row(__m64_upper, _mm_unpackhi_pi32, _m_punpckhdq, "punpckldq")
__m64_row(__m64_joined, _mm_packs_pi16, _m_packsswb, "packsswb")
__m64_row(__m64_joined, _mm_packs_pi32, _m_packssdw, "packssdw")
__m64_row(__m64_joined, _mm_packs_pu16, _m_packuswb, "packuswb")

__intrinsic __m64 _mm_cvtsi32_si64(int __a)
{ return (__m64)(unsigned long long)(unsigned int)__a; }
__intrinsic int _mm_cvtsi64_si32(__m64 __a)
{ return (int)(long long)__a; }
__intrinsic __m64 _mm_cvtsi64_m64(long long __a)
{ return (__m64)__a; }
__intrinsic long long _mm_cvtm64_si64(__m64 __a)
{ return (long long)__a; }
#define _m_from_int(a) _mm_cvtsi32_si64(a)
#define _m_to_int(a) _mm_cvtsi64_si32(a)
#define _m_from_int64(a) _mm_cvtsi64_m64(a)
#define _mm_cvtsi64x_si64(a) _mm_cvtsi64_m64(a)
#define _mm_set_pi64x(a) _mm_cvtsi64_m64(a)
#define _m_to_int64(a) _mm_cvtm64_si64(a)
#define _mm_cvtsi64_si64x(a) _mm_cvtm64_si64(a)

/* Shifts by a number. */
#define __m64_shift(name, by) \
  __intrinsic __m64 name(__m64 __a, int __n) \
  { return by(__a, _mm_cvtsi32_si64(__n)); }
#define __m64_shifts(name, old, by) __m64_shift(name, by) __m64_shift(old, by)
__m64_shifts(_mm_slli_pi16, _m_psllwi, _mm_sll_pi16)
__m64_shifts(_mm_slli_pi32, _m_pslldi, _mm_sll_pi32)
__m64_shifts(_mm_slli_si64, _m_psllqi, _mm_sll_si64)
__m64_shifts(_mm_srai_pi16, _m_psrawi, _mm_sra_pi16)
__m64_shifts(_mm_srai_pi32, _m_psradi, _mm_sra_pi32)
__m64_shifts(_mm_srli_pi16, _m_psrlwi, _mm_srl_pi16)
__m64_shifts(_mm_srli_pi32, _m_psrldi, _mm_srl_pi32)
__m64_shifts(_mm_srli_si64, _m_psrlqi, _mm_srl_si64)

__intrinsic __m64 _mm_setzero_si64(void)
{ return (__m64)0LL; }
__intrinsic __m64 _mm_setr_pi32(int __e0, int __e1)
{ return (__m64){ __e0, __e1 }; }
__intrinsic __m64 _mm_set_pi32(int __e1, int __e0)
{ return _mm_setr_pi32(__e0, __e1); }
__intrinsic __m64 _mm_set1_pi32(int __a)
{ return _mm_setr_pi32(__a, __a); }
__intrinsic __m64 _mm_setr_pi16(short __e0, short __e1, short __e2, short __e3)
{ return (__m64)(__v4hi){ __e0, __e1, __e2, __e3 }; }
__intrinsic __m64 _mm_set_pi16(short __e3, short __e2, short __e1, short __e0)
{ return _mm_setr_pi16(__e0, __e1, __e2, __e3); }
__intrinsic __m64 _mm_set1_pi16(short __a)
{ return _mm_setr_pi16(__a, __a, __a, __a); }
__intrinsic __m64 _mm_setr_pi8(char __e0, char __e1, char __e2, char __e3, char __e4, char __e5,
                               char __e6, char __e7)
{ return (__m64)(__v8qi){ __e0, __e1, __e2, __e3, __e4, __e5, __e6, __e7 }; }
__intrinsic __m64 _mm_set_pi8(char __e7, char __e6, char __e5, char __e4, char __e3, char __e2,
                              char __e1, char __e0)
{ return _mm_setr_pi8(__e0, __e1, __e2, __e3, __e4, __e5, __e6, __e7); }
__intrinsic __m64 _mm_set1_pi8(char __a)
{ return _mm_setr_pi8(__a, __a, __a, __a, __a, __a, __a, __a); }
#endif
