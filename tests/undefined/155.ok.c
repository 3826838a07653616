// the near miss of item 155: nothing to report
#include <stdio.h>
int main(void) {
    printf("%2c\n", 65); return 0;
}
