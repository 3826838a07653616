// item: 144
#include <stddef.h>
struct S { int a : 3; };
int main(void) { return offsetof(struct S, a); }
