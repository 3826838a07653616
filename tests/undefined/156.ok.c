// the near miss of item 156: nothing to report
#include <stdio.h>
int main(void) {
    printf("%*d\n", 3, 2); return 0;
}
