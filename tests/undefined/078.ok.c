// the near miss of item 78: nothing to report
// flags: --strict
int f(void);
int main(void) { return 0; }
