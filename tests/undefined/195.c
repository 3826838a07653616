// item: 195
#include <tgmath.h>
int main(void) { int *p = 0; double d = sqrt(p); return d != 0; }
