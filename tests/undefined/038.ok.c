// the near miss of item 38: nothing to report
int f();
int main(void) { return f(0); }
int f(int a) { return a; }
