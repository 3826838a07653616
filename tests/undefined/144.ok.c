// the near miss of item 144: nothing to report
#include <stddef.h>
struct S { int a; };
int main(void) { return offsetof(struct S, a); }
