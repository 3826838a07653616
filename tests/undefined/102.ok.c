// the near miss of item 102: nothing to report
#include <limits.h>
int main(void) { return 0; }
