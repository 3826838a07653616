// item: 161
#include <stdio.h>
int main(void) {
    printf("%5%\n"); return 0;
}
