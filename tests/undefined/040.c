// item: 40
int f(a) int a; { return a; }
int (*g)() = f;
int main(void) { return g(1.0); }
