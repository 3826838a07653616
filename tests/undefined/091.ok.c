// the near miss of item 91: nothing to report
#define H <stddef.h>
#include H
int main(void) { return 0; }
