// the near miss of item 162: nothing to report
#include <stdio.h>
int main(void) {
    printf("%i\n", 1); return 0;
}
