// the near miss of item 110: nothing to report
#include <assert.h>
int main(void) { assert(1); return 0; }
