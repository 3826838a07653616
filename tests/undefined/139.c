// item: 139
#include <stdarg.h>
int f(int n, ...) { va_list l; va_start(l, n); return va_arg(l, int); }
int main(void) { return f(1, 0); }
