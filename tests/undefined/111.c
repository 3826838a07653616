// item: 111
#include <assert.h>
struct pair { int a, b; } p;
int main(void) { assert(p); return 0; }
