// the near miss of item 86: nothing to report
struct S; int f(struct S *s) { return s != 0; }
int main(void) { return 0; }
