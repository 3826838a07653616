// the near miss of item 104: nothing to report
#include <limits.h>
#define if while
int main(void) { return 0; }
