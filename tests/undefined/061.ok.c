// the near miss of item 61: nothing to report
// flags: --strict
struct S { int a : 4; };
int main(void) { return 0; }
