// the near miss of item 39: nothing to report
int f(int a, int b) { return 0; }
int main(void) { int (*g)() = (int (*)())f; return g(1, 2); }
