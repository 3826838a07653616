// item: 155
#include <stdio.h>
int main(void) {
    printf("%.2c\n", 65); return 0;
}
