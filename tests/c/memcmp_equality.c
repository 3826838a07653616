/* memcmp of 2 to 17 bytes asked only for equality sees each byte and none beyond. */
#include <string.h>
#include <stdio.h>
#define T(n) __attribute__((noinline)) int e##n(const void *a, const void *b) { return memcmp(a, b, n) == 0; } \
 __attribute__((noinline)) int f##n(const void *a, const void *b) { if (memcmp(a, b, n)) return 5; return 7; }
T(2) T(3) T(4) T(5) T(6) T(7) T(8) T(9) T(10) T(11) T(12) T(13) T(14) T(15) T(16) T(17)
int main(void) {
  unsigned char a[32], b[32]; int (*e[])(const void*, const void*) = {e2,e3,e4,e5,e6,e7,e8,e9,e10,e11,e12,e13,e14,e15,e16,e17};
  int (*f[])(const void*, const void*) = {f2,f3,f4,f5,f6,f7,f8,f9,f10,f11,f12,f13,f14,f15,f16,f17};
  for (int n = 2; n <= 17; n++) for (int at = -1; at < n + 2; at++) {
    for (int k = 0; k < 32; k++) a[k] = b[k] = k * 37;
    if (at >= 0) b[at] ^= 0x80;
    int equal = at < 0 || at >= n;
    if (e[n-2](a, b) != equal || f[n-2](a, b) != (equal ? 7 : 5)) printf("wrong %d %d\n", n, at);
  }
  puts("done"); return 0; }
/* expect:
done
*/
