// item: 140
// flags: --strict
#include <stdarg.h>
typedef int (*function)(void);
static int g(void) { return 0; }
static int f(int n, ...) { va_list l; va_start(l, n); int r = va_arg(l, function)(); va_end(l); return r; }
int main(void) { return f(0, g); }
