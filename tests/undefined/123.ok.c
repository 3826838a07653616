// the near miss of item 123: nothing to report
#include <math.h>
int main(void) {
    return isnan(1.0);
}
