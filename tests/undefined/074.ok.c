// item: 74
// flags: --strict
int main(void) { int x = 0; const int *p; p = &x; return p == 0; }
