/* SSE4.2. */
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

#define _SIDD_UBYTE_OPS 0x00
#define _SIDD_UWORD_OPS 0x01
#define _SIDD_SBYTE_OPS 0x02
#define _SIDD_SWORD_OPS 0x03
#define _SIDD_CMP_EQUAL_ANY 0x00
#define _SIDD_CMP_RANGES 0x04
#define _SIDD_CMP_EQUAL_EACH 0x08
#define _SIDD_CMP_EQUAL_ORDERED 0x0c
#define _SIDD_POSITIVE_POLARITY 0x00
#define _SIDD_NEGATIVE_POLARITY 0x10
#define _SIDD_MASKED_POSITIVE_POLARITY 0x20
#define _SIDD_MASKED_NEGATIVE_POLARITY 0x30
#define _SIDD_LEAST_SIGNIFICANT 0x00
#define _SIDD_MOST_SIGNIFICANT 0x40
#define _SIDD_BIT_MASK 0x00
#define _SIDD_UNIT_MASK 0x40

/* Strings: an index in ecx, a mask in xmm0, or one of the flags; of explicit lengths (in eax and
   edx) or up to a zero. */
#define __string_index(word, a, b, mode, ...) \
  __extension__({ \
    int __index; \
    __asm__(word " %3, %2, %1" : "=c"(__index) \
        : "x"((__m128i)(a)), "x"((__m128i)(b)), "i"(mode) __VA_ARGS__ : "cc"); \
    __index; \
  })
#define __string_mask(word, a, b, mode, ...) \
  __extension__({ \
    register __m128i __mask __asm__("xmm0"); \
    __asm__(word " %3, %2, %1" : "=x"(__mask) \
        : "x"((__m128i)(a)), "x"((__m128i)(b)), "i"(mode) __VA_ARGS__ : "cc"); \
    (__m128i)__mask; \
  })
#define __string_flag(word, set, a, b, mode, ...) \
  __extension__({ \
    int __flag = 0; \
    __asm__(word " %3, %2, %1\n\t" set " %b0" : "+&q"(__flag) \
        : "x"((__m128i)(a)), "x"((__m128i)(b)), "i"(mode) __VA_ARGS__ : "cc", "ecx"); \
    __flag; \
  })
#define __lengths(la, lb) , "a"((int)(la)), "d"((int)(lb))
#define _mm_cmpistri(a, b, mode) __string_index("pcmpistri", a, b, mode)
#define _mm_cmpistrm(a, b, mode) __string_mask("pcmpistrm", a, b, mode)
#define _mm_cmpestri(a, la, b, lb, mode) \
  __string_index("pcmpestri", a, b, mode, __lengths(la, lb))
#define _mm_cmpestrm(a, la, b, lb, mode) \
  __string_mask("pcmpestrm", a, b, mode, __lengths(la, lb))
#define _mm_cmpistra(a, b, mode) __string_flag("pcmpistri", "seta", a, b, mode)
#define _mm_cmpistrc(a, b, mode) __string_flag("pcmpistri", "setc", a, b, mode)
#define _mm_cmpistro(a, b, mode) __string_flag("pcmpistri", "seto", a, b, mode)
#define _mm_cmpistrs(a, b, mode) __string_flag("pcmpistri", "sets", a, b, mode)
#define _mm_cmpistrz(a, b, mode) __string_flag("pcmpistri", "setz", a, b, mode)
#define _mm_cmpestra(a, la, b, lb, mode) \
  __string_flag("pcmpestri", "seta", a, b, mode, __lengths(la, lb))
#define _mm_cmpestrc(a, la, b, lb, mode) \
  __string_flag("pcmpestri", "setc", a, b, mode, __lengths(la, lb))
#define _mm_cmpestro(a, la, b, lb, mode) \
  __string_flag("pcmpestri", "seto", a, b, mode, __lengths(la, lb))
#define _mm_cmpestrs(a, la, b, lb, mode) \
  __string_flag("pcmpestri", "sets", a, b, mode, __lengths(la, lb))
#define _mm_cmpestrz(a, la, b, lb, mode) \
  __string_flag("pcmpestri", "setz", a, b, mode, __lengths(la, lb))
#endif
