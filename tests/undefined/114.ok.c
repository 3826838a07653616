// the near miss of item 114: nothing to report
#include <errno.h>
int main(void) { errno = 0; return errno; }
