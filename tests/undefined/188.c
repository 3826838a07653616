// item: 188
#include <stdlib.h>
int f(const void *a, const void *b) { return 1; }
int main(void) { int a[2] = { 1, 2 }; qsort(a, 2, 4, f); return 0; }
