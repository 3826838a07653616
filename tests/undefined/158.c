// item: 158
#include <stdio.h>
int main(void) {
    printf("%Ld\n", 1LL); return 0;
}
