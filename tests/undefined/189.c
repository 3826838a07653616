// item: 189
#include <stdlib.h>
int f(const void *a, const void *b) { return *(int *)a - *(int *)b; }
int main(void) { int a[3] = { 3, 1, 2 }, k = 2; bsearch(&k, a, 3, 4, f); return 0; }
