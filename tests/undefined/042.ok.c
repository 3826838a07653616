// the near miss of item 42: nothing to report
struct S { int a; } s;
int main(void) { return s.a; }
