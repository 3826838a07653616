// the near miss of item 20: nothing to report
struct S; struct S *p;
int main(void) { return p != 0; }
