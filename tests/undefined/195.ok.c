// the near miss of item 195: nothing to report
#include <tgmath.h>
int main(void) { int n = 4; double d = sqrt(n); return d != 2 || sizeof sqrt(1.0f) != sizeof(float); }
