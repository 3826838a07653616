// options: -O2
struct P { long a, b, c; };
struct P make(int);
static union { int i; float f; } u;
void copy(struct P *p, struct P q) { struct P r = make(1); *p = q; r.b = 2; p[1] = r; }
float pun(int i) { u.i = i; return u.f; }
