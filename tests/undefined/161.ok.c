// the near miss of item 161: nothing to report
#include <stdio.h>
int main(void) {
    printf("%%\n"); return 0;
}
