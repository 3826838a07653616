// item: 85
// flags: --strict
int f(a, b) int a; { return a + b; }
int main(void) { return 0; }
