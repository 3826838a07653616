// the near miss of item 139: nothing to report
#include <stdarg.h>
int f(int n, ...) { va_list l; va_start(l, n); va_end(l); return 0; }
int main(void) { return f(1, 0); }
