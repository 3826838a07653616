// item: 112
// flags: --strict
int main(void) { int a = 0;
#pragma STDC FENV_ACCESS ON
    return a; }
