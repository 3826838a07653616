/* Comparisons joined by & and |: what a machine with conditional compares does in one go. */

#include <stdio.h>
#define N __attribute__((noinline)) static
N int f1(int a, int b) { return (a == 3) & (b < 5); }
N int f2(unsigned a, long b) { return (a > 300) | (b == -7); }
N int f3(int a, int b, int c) { if ((a < b) & (b < c)) return 10; return 20; }
N int f4(int a, int b, int c) { if ((a < b) | (b < c) | (c == 1000)) return 10; return 20; }
N long f5(long a, long b, long x, long y) { return ((a <= b) & (a >= 100)) ? x : y; }
N int f6(double d, int b) { return (d < 1.5) & (b != 2); }
N int f7(double d, int b) { return (d < 1.5) | (b != 2); }
N int f8(unsigned char c) { return ((c >= 'a') & (c <= 'z')) | (c == '_'); }
N int f9(int a, int b) { return ((a & 4) != 0) & ((b & 8) == 0); }
N int f10(char *p, char *q, int a) { if (p && q && a > 4) return 1; return 0; }
N int f11(int a, unsigned b) { return (a >= -5) & (b <= 70000u) ; }
int main(void) {
  unsigned h = 0; char x;
  static const int v[] = { -2147483647-1, -8, -7, -6, -5, -1, 0, 1, 2, 3, 4, 5, 8, 12, 95, 97,
    122, 123, 299, 300, 301, 1000, 69999, 70000, 70001, 2147483647 };
  static const double ds[] = { 0.0, 1.5, 2.0, -1.0, 0.0/0.0 };
  for (unsigned i = 0; i < sizeof v / 4; i++) for (unsigned j = 0; j < sizeof v / 4; j++) {
    int a = v[i], b = v[j];
    h = h * 31 + f1(a, b); h = h * 31 + f2(a, b); h = h * 31 + f8(a); h = h * 31 + f9(a, b);
    h = h * 31 + f11(a, b);
    for (unsigned k = 0; k < sizeof v / 4; k++) {
       h = h * 31 + f3(a, b, v[k]); h = h * 31 + f4(a, b, v[k]);
       h = h * 31 + f5(a, b, v[k], 7);
       h = h * 31 + f10(a ? &x : 0, b ? &x : 0, v[k]); }
    for (unsigned k = 0; k < 5; k++) { h = h * 31 + f6(ds[k], b); h = h * 31 + f7(ds[k], b); }
  }
  printf("%u\n", h); return 0; }

/* expect:
3753325974
*/
