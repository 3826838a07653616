// item: 153
#include <stdio.h>
int main(void) {
    printf("%d\n"); return 0;
}
