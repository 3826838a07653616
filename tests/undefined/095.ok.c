// the near miss of item 95: nothing to report
#define C(a, b) a ## b
int main(void) { int x = 0; return C(-, -) x, 0; }
