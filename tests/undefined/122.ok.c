// the near miss of item 122: nothing to report
#include <math.h>
int main(void) { return math_errhandling == 0; }
