// the near miss of item 17: nothing to report
#include <limits.h>
int main(void) {
    double d = -2147483648.5;
    return (int)d == INT_MIN ? 0 : 1;
}
