// item: 74
// flags: --strict
int main(void) { int x = 0; long *p; p = &x; return p == 0; }
