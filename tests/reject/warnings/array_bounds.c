// options: -Wall -O2 -c | -Wall -c
int a[5]; int b[3][4]; char s[] = "abc"; struct t { int v[2]; int w[1]; } x; struct fl { int n; char d[]; } *fp; struct t1 { int n; char d[1]; } *t1p; struct t2 { char d[2]; int n; } *t2p;
extern int e[]; int g(int*); int h(int);
int f1(void) { return a[5]; }
int f2(void) { return a[-1]; }
void f3(void) { a[7] = 1; }
int *f4(void) { return &a[5]; }
int *f5(void) { return &a[6]; }
int f6(void) { return b[1][4]; }
int f7(void) { return b[3][0]; }
int f8(void) { return s[4]; }
int f9(void) { return x.v[2]; }
int g1(void) { return t1p->d[3]; }
int g2(void) { return t2p->d[2]; }
int g3(void) { return fp->d[10]; }
int g4(void) { return e[10]; }
int g5(void) { return "abc"[4]; }
int g6(void) { int l[3]; g(l); return l[3]; }
int g7(int i) { if (i) return 0; return 1 ? a[1] : a[9]; }
int g8(void) { if (0) return a[9]; return sizeof(a[9]); }
int g9(int *p) { return p[-1]; }
int h1(void) { return *(a + 6); }
int h2(void) { return *(a + 5); }
int h3(void) { return x.w[1]; }
int h4(void) { struct t q; g(q.v); return q.v[3]; }
int *h5(void) { return a + 6; }
int h6(void) { int s = 0; for (int i = 0; i < 6; i++) s += a[i]; return s; }
int h7(void) { a[5]++; return h(a[6]); }
int *h8(void) { return b[3]; }
int *h9(void) { return b[4]; }
int k1(int i) { return b[i][5]; }
int k2(void) { return (&a[0])[5]; }
int k3(void) { return 6[a]; }
