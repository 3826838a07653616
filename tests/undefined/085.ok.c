// the near miss of item 85: nothing to report
// flags: --strict
int f(a, b) int a, b; { return a + b; }
int main(void) { return 0; }
