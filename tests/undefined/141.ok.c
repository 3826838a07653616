// the near miss of item 141: nothing to report
#include <stdarg.h>
int f(int n, ...) { va_list l; va_start(l, n); int x = va_arg(l, unsigned); va_end(l); return x; }
int main(void) { return f(1, 0); }
