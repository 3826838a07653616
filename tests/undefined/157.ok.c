// the near miss of item 157: nothing to report
#include <stdio.h>
int main(void) {
    printf("%#x\n", 1); return 0;
}
