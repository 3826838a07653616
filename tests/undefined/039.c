// item: 39
int f(int a, ...) { return 0; }
int main(void) { int (*g)() = (int (*)())f; return g(1, 2); }
