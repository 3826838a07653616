// the near miss of item 158: nothing to report
#include <stdio.h>
int main(void) {
    printf("%lld\n", 1LL); return 0;
}
