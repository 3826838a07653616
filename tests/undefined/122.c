// item: 122
#include <math.h>
#undef math_errhandling
int main(void) { return 0; }
