// the near miss of item 98: nothing to report
// flags: --strict
#pragma STDC FENV_ACCESS OFF
int main(void) { return 0; }
