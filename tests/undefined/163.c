// item: 163
#include <stdio.h>
int main(void) { printf("%d%2147483647d", 1, 1); return 0; }
