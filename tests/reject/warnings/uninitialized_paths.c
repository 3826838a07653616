// options: -Wall -Wno-unused -O0 -c | -Wall -Wno-unused -O2 -c
int g(int);
void a1(int a) { int x; if (a && x) g(1); }
void a2(int a) { int x; if (a || x > 2) g(1); }
void a3(int a) { int x; if (!x) g(1); }
void a4(int a) { int x; if (a) if (!(x == 3)) g(1); }
void a5(int a) { int x; while (a && x < 3) g(1); }
void a6(int a) { int x; if (x & 4) g(1); }
void a7(int a) { int x; if ((x & 4) == 0) g(1); }
void a8(int a) { int x; int y[2] = { 1, x }; g(y[0]); }
void a9(int a) { int x; g(a ? x : 2); }
void b1(int a) { int x; int y = a ? x + 1 : 2; g(y); }
int b2(int a) { int x; if (a) x = 3; return x; }
int b3(int a) { int x; if (a) x = 3; g(1); if (a) g(x); return 0; }
int b4(int a) { int x; if (a > 3) x = 3; g(1); if (a > 5) g(x); return 0; }
int b5(int a) { int x; if (a > 3) x = 3; g(1); if (a > 2) g(x); return 0; }
int b6(int n) { int x; for (int i = 0; i < n; i++) x = g(i); return x; }
int b7(int n) { int x; for (int i = 0; i < 5; i++) x = g(i); return x; }
int b8(int n) { int x; switch (n) { case 1: x = 2; break; case 2: x = 4; } return x; }
int b9(int n) { int x; switch (n) { case 1: x = 2; break; case 2: x = 4; break; default: __builtin_unreachable(); } return x; }
int c1(int n) { int x, ok = 0; if (g(n)) { x = 4; ok = 1; } g(2); if (ok) return x; return 0; }
int c2(int n) { int x; while (n--) { if (g(n)) { x = n; } } return x; }
int c3(int n) { int x; do { x = g(n); } while (x); return x; }
int c4(int n) { int x; goto l; x = 1; l: return x; }
int c5(int n) { int x; for (;;) { if (n) { x = 1; break; } if (g(2)) break; } return x; }
int *c6(int n) { int *p; if (n) p = &n; if (n > 0) *p = 1; return 0; }
int c7(int a, int b) { int x; if (a && b) x = 1; if (b && a) g(x); return 0; }
int c8(int a, int b) { int x; if (a || b) x = 1; if (b) g(x); return 0; }
int c9(int a, int b) { int x; if (a) x = 1; return a ? x : 0; }
int d1(int a, int b) { int x; if (a) x = 1; return a && x; }
int d2(int a, int b) { int x, y; if (a) x = 1; y = x; return y; }
int d3(int a, int b) { int x; if (a) x = 1; else b = 2; x += b; return x; }
