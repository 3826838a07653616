// options: -Wmissing-declarations -Wmissing-prototypes -Wstrict-prototypes -Wcast-qual -Wtype-limits
int f();
int (*fp)();
int k(void) { return 1; }
inline int in(void) { return 2; }
int later(void);
int later(void) { return f(); }
typedef int fun();
int takes(int cb());
int main(void) { return 0; }
int cq(const char *p, const int *const *q, volatile int *v) {
  char *a = (char *) p; int **b = (int **) q; int *d = (int *) v; long l = (long) p;
  char **n = (char **) &p; unsigned char *uc = (unsigned char *) p; const char *ok = (const char *) p;
  char *st = (char *) "abc"; int *(*x)(void) = (int *(*)(void)) main;
  return a && b && d && l && n && uc && ok && st && x;
}
int tl(unsigned u, unsigned char c, int i, unsigned long ul, _Bool b) {
  if (u < 0) return 1; if (u >= 0) return 2; if (0 > u) return 3; if (0 <= u) return 4; if (c < 0) return 5;
  if (u <= 0) return 8; if (ul < 0UL) return 9; if (c >= 0) return 1; if (c == 256) return 2;
  if (c > 300) return 6; if (i < 0) return 7; for (u = 10; u >= 0; u--) ; if (u > 4294967295u) return 1; return u * 2 < 0;
}
