// the near miss of item 112: nothing to report
// flags: --strict
#pragma STDC FENV_ACCESS ON
int main(void) {
#pragma STDC FP_CONTRACT OFF
    int a = 0; return a; }
