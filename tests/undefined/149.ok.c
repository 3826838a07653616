// the near miss of item 149: nothing to report
#include <stdio.h>
int main(void) {
    return fflush(stdout);
}
