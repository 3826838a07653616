// item: 156
#include <stdio.h>
int main(void) {
    printf("%*d\n", 1.0, 2); return 0;
}
