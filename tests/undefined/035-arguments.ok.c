// the near miss of item 35: nothing to report
int f(int a) { return a; }
int main(void) { int i = 0; return f(i++) + f(0); }
