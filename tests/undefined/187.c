// item: 187
#include <stdlib.h>
int f(const void *a, const void *b) { return 0; }
int main(void) { qsort(0, 1, 4, f); return 0; }
