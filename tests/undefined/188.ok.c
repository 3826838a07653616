// the near miss of item 188: nothing to report
#include <stdlib.h>
int f(const void *a, const void *b) { return *(int *)a - *(int *)b; }
int main(void) { int a[2] = { 2, 1 }; qsort(a, 2, 4, f); return a[0] - 1; }
