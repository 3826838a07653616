/* Structures of four-byte alignment in eight-byte pieces, from places that are not multiples of
   eight: the pieces are no more aligned than the structure.
   Conversions of narrow integers to the widest floating type. */
#include <stdio.h>
struct three { int a, b, c; };
int before = 1;
struct three given = {1, 2, 3}, other = {4, 5, 6};
struct three made(int n) { return (struct three){n, n + 1, n + 2}; }
int sum(int n, struct three x) { return n + x.a + x.b * 10 + x.c * 100; }

int main(void) {
  int t = sum(before, given);
  other = made(t);
  printf("%d %d\n", t, sum(before, other));
  volatile short s = -3;
  volatile unsigned short u = 65535;
  volatile signed char c = -128;
  volatile unsigned char b = 200;
  long double x = s, y = u, z = c, w = b;
  printf("%.1Lf %.1Lf %.1Lf %.1Lf\n", x, y, z, w);
  return 0;
}
/* expect:
322 35953
-3.0 65535.0 -128.0 200.0
*/
