// item: 140
// flags: --strict
#include <stdarg.h>
static int g(void) { return 0; }
static int f(int n, ...) { va_list l; va_start(l, n); int r = va_arg(l, int (*)(void))(); va_end(l); return r; }
int main(void) { return f(0, g); }
