// the near miss of item 90: nothing to report
// flags: --strict
#define X 1
#if defined X && X
#endif
int main(void) { return 0; }
