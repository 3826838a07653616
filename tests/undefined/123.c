// item: 123
#include <math.h>
int main(void) {
    return isnan(1);
}
