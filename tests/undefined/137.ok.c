// item: 137
#include <stdarg.h>
static int use(va_list l) { return va_arg(l, int); }
static int f(int n, ...) { va_list l; va_start(l, n); int r = va_arg(l, int); r += use(l); va_end(l); return r; }
int main(void) { return f(0, 1, -1); }
