// item: 141
#include <stdarg.h>
int f(int n, ...) { va_list l; va_start(l, n); va_arg(l, int); return va_arg(l, int); }
int main(void) { return f(1, 0); }
