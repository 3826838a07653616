// the near miss of item 153: nothing to report
#include <stdio.h>
int main(void) {
    printf("%f\n", 1.0); return 0;
}
