// the near miss of item 111: nothing to report
#include <assert.h>
int *p = (int[1]){ 0 };
int main(void) { assert(p); assert(0.5); return 0; }
