// the near miss of item 136: nothing to report
#include <stdarg.h>
int f(int n, ...) { va_list l; va_start(l, n); int x = va_arg(l, int); va_end(l); return x; }
int main(void) { return f(1, 0); }
