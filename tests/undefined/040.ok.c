// the near miss of item 40: nothing to report
int f(a) int a; { return a; }
int (*g)() = f;
int main(void) { return g(0); }
