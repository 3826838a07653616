// options: -Wall -O0 -c | -Wall -O2 -c
struct s { int a; } ;
int g(int); long h(long);
int a1(void) { int x; return x; }
int a2(void) { int x; int y = x; return y; }
int a3(void) { int x; return x + 1; }
long a4(void) { int x; return x; }
void a5(void) { int x; if (x) g(1); }
void a6(void) { int x; if (x > 3) g(1); }
void a7(void) { int x; g(x); }
void a8(void) { int x; h(x); }
void a9(void) { int x; long y; y = x; h(y); }
int b1(void) { int *p; return *p; }
void b2(void) { int *p; *p = 3; }
int b3(void) { int a[4] = {1,2}; int i; return a[i]; }
int b4(struct s *q) { struct s *p; return p->a; }
void b5(void) { int x; switch (x) { case 1: g(2); } }
void b6(void) { int x; x++; g(x); }
void b7(void) { int x; x += 2; g(x); }
void b8(void) { int x; while (x) g(1); }
void b9(void) { int x; for (int i = 0; i < x; i++) g(1); }
int c1(void) { int x; return g(1) && x; }
int c2(int c) { int x; return c ? x : 1; }
int c3(int c) { int x; if (c) g(x); return 0; }
int c4(void) { int x; return !x; }
int c5(void) { int x; return -x; }
void c6(int *p) { int x; p[2] = x; }
void c7(int *p) { int i; p[i] = 1; }
float c8(void) { float x; return x * 2; }
int c9(void) { int x; return (x); }
int d1(void) { int x = x; return x; }
int d2(void) { void (*f)(void); f(); return 0; }
int d3(void) { int x; do { g(2); } while (x); return 0; }
int d4(void) { int x, y; return g(x + y * 2); }
int d5(void) { _Bool x; return x; }
int d6(void) { unsigned char x; return x == 'a'; }
