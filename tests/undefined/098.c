// item: 98
// flags: --strict
#pragma STDC FENV_ACCESS MAYBE
int main(void) { return 0; }
