// options: -Wall -Wextra -c
struct b { int *first; int *last; }; typedef struct b block;
block gen(void) { return (block){0,0}; }
int g(block); int nn(int *x);
int f(void) { block a = {0}; int k; struct b z = {0}; int n = 0; for (int i = 0; i < 3; i++) { n += nn(&i); } k = 0; k++; return g((block){0}) + g((struct b){0}); }
int h(void) { int n = 0; n += nn(0); int m = 0; m = m + 1; return 0; }
int h2(int c) { int n = 0; n++; int m = 0; --m; int o; o = c; int p = c; p |= 3; int q; q = p; return 0; }
void a1(void) { int n = 0; n += nn(0); }
void a2(void) { int n = 0; n++; }
void a3(void) { int n = 0; --n; }
void a4(int c) { int n = c; n |= 3; }
void a5(int c) { int n; n = c; }
void a6(int c) { int n = 0; n = n + 1; }
void a7(int c) { int n = 0; n += c; }
void a8(int c) { int n = 0; (void) (n += c); }
void a9(int c) { int n = 0; c = n += c; }
void b1(int c) { int n = 0; if (n++) c = 2; }
void b2(int c) { int n[2] = {0}; n[1] = c; }
void b3(int c) { struct { int a; } n; n.a = c; }
void b4(int c) { int n = 0; n += 1; n = 0; }
void b5(int *p) { int *q; q = p; q++; }
void b6(int *p) { for (int i = 0; ; i++) nn(p); }
