/* Instructions of x86 that are no vector extension, and all that are. */
#ifndef _X86INTRIN_H_INCLUDED
#define _X86INTRIN_H_INCLUDED

#include <immintrin.h>

__intrinsic unsigned long long __rdtsc(void)
{
  unsigned int __low, __high;
  __asm__ __volatile__("rdtsc" : "=a"(__low), "=d"(__high));
  return (unsigned long long)__high << 32 | __low;
}
__intrinsic unsigned long long __rdtscp(unsigned int *__a)
{
  unsigned int __low, __high;
  __asm__ __volatile__("rdtscp" : "=a"(__low), "=d"(__high), "=c"(*__a));
  return (unsigned long long)__high << 32 | __low;
}
__intrinsic int __bsfd(int __x)
{ return __builtin_ctz(__x); }
__intrinsic int __bsrd(int __x)
{ return 31 - __builtin_clz(__x); }
__intrinsic int __bswapd(int __x)
{ return __builtin_bswap32(__x); }
__intrinsic long long __bswapq(long long __x)
{ return __builtin_bswap64(__x); }
__intrinsic unsigned int __rold(unsigned int __x, int __n)
{ return __x << (__n & 31) | __x >> (-__n & 31); }
__intrinsic unsigned int __rord(unsigned int __x, int __n)
{ return __x >> (__n & 31) | __x << (-__n & 31); }
#define _bswap(x) __bswapd(x)
#define _bswap64(x) __bswapq(x)
#define _rdtsc() __rdtsc()
#define _bit_scan_forward(x) __bsfd(x)
#define _bit_scan_reverse(x) __bsrd(x)
#define _rotl(x, n) __rold((x), (n))
#define _rotr(x, n) __rord((x), (n))
#endif
