// the near miss of item 187: nothing to report
#include <stdlib.h>
int f(const void *a, const void *b) { return 0; }
int main(void) { int a[1] = { 0 }; qsort(a, 0, 4, f); return 0; }
