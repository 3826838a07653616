/* Population count. */
#ifndef _POPCNTINTRIN_H_INCLUDED
#define _POPCNTINTRIN_H_INCLUDED

static __inline __attribute__((__always_inline__, __artificial__)) int
_mm_popcnt_u32(unsigned int __x)
{
  return __builtin_popcount(__x);
}

#ifdef __x86_64__
static __inline __attribute__((__always_inline__, __artificial__)) long long
_mm_popcnt_u64(unsigned long long __x)
{
  return __builtin_popcountll(__x);
}

#endif

#endif
