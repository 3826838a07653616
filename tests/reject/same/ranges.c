// Ranges, labels and notes of conversions; every line of the report is gcc's.
struct s { int x; char *p; } v, *q; int a[4]; int take(int n, char *s, int); unsigned u;
int take2(const char *name, int (*cb)(int), struct s w, unsigned);
int *f(int n, char *c) {
  int *r = c;
  int k = q->p;
  k = v.p;
  char *d = n + 1;
  take(c, n + u, q);
  take((c), (n + 2), v.p);
  take(v.p, a[2], &v);
  take(*q, f(1, 2), -n);
  take2(n, a, q, "x");
  n + u;
  (n * 2);
  a[n];
  q->x;
  n == u;
  -n;
  !n;
  *c;
  n ? f(n, c) : r;
  f(n, c) == r;
  d = "x";
  k = (long *) c;
  if (n = k) ;
  while (r == n) ;
  return n + 1 + *d;
}
char *g(void) { return a; }
int h(void) { return "abc"; }
void w(void) { a = 0; foo(); v = 1; *n; take(1); }
