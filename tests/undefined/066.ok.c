// the near miss of item 66: nothing to report
// flags: --strict
typedef int F(void); F f;
int main(void) { return 0; }
