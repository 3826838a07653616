// options: -O1
struct S { unsigned a : 3; int b : 13; volatile unsigned c : 7; } s;
int get(struct S *p) { return p->b; }
void set(struct S *p, int v) { p->b = v; p->c = 5; }
