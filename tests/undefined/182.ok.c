// the near miss of item 182: nothing to report
#include <stdlib.h>
void f(void) { }
int main(void) { atexit(f); return 0; }
