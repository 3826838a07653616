// the near miss of item 196: nothing to report
#include <tgmath.h>
int main(void) {
    double complex z = 4;
    return creal(sqrt(z)) != 2 || ceil(0.5) != 1 || fmax(1, 2.0f) != 2;
}
