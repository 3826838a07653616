// item: 196
#include <tgmath.h>
int main(void) { double complex z = 1; double d = ceil(z); return d != 1; }
