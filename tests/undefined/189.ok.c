// the near miss of item 189: nothing to report
#include <stdlib.h>
int f(const void *a, const void *b) { return *(int *)a - *(int *)b; }
int main(void) { int a[3] = { 1, 2, 3 }, k = 2; return bsearch(&k, a, 3, 4, f) != a + 1; }
