// the near miss of item 153: nothing to report
#include <stdio.h>
int main(void) {
    printf("%d\n", 1); return 0;
}
