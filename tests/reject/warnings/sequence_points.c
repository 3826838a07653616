// options: -Wsequence-point -fsyntax-only
int g(int); int f2(int, int); struct s { int a, b; } *p;
void a1(int i, int *a) { i = i++; }
void a2(int i, int *a) { a[i] = i++; }
void a3(int i, int *a) { a[i++] = i; }
void a4(int i, int *a) { f2(i, i++); }
void a5(int i, int *a) { int x = i++ + i; g(x); }
void a6(int i, int *a) { int x[] = { i++, i++ }; g(x[0]); }
void a7(int i, int *a) { int x[] = { i++ + i++ }; g(x[0]); }
void a8(int i, int *a) { if (i++ == i) g(1); }
void a9(int i, int *a) { while (i++ == i) g(1); }
void b1(int i, int *a) { for (i = i++; i == i++; i = ++i) g(1); }
int  b2(int i, int *a) { return i + i++; }
void b3(int i, int *a) { switch (i + i++) { case 1: g(1); } }
void b4(int i, int *a) { a[0] = a[0]++; }
void b5(int i, int *a) { p->a = p->b++ + p->b; }
void b6(int i, int *a) { i = i++ ? i : 2; }
void b7(int i, int *a) { i++ && i++; }
void b8(int i, int *a) { i = (i++, 3); }
void b9(int i, int *a) { *a = *a++; }
void c1(int i, int *a) { i += i++; }
void c2(int i, int *a) { a[i += 1] = a[i]; }
int c3(int i, int *a) { return (i = 1) + (i = 2); }
int c4(int i, int *a) { return g(i++) + g(i++); }
int c5(int i, int *a) { return ({ i++; }) + i; }
void c6(int i, int *a) { a[i] = a[i++] + a[i++]; }
void c7(int i, int *a) { static int k; k = k++ + 1; i = (i = 3); i = i = 4; }
void c8(int i, int *a) { g(sizeof(i++) + i++); }
void c9(int i, int *a) { do g(1); while (i = i++ + 1); }
void d1(int i, int *a) { *a++ = *a; a = a++; }
void d2(int i, struct s *q) { q->a = q->a++; q->a = g(q->a++); }
