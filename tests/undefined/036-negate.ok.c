// the near miss of item 36: nothing to report
#include <limits.h>
int main(void) {
    int x = INT_MAX; return -x == 0;
}
