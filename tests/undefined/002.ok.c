// the near miss of item 2: nothing to report
// flags: --strict
int main(void) { return 0; }
/* end */
