// the near miss of item 119: nothing to report
#include <limits.h>
#include <stdlib.h>
int main(void) {
    return abs(INT_MIN + 1) == 0;
}
