// the near miss of item 138: nothing to report
#include <stdarg.h>
int main(void) { return 0; }
