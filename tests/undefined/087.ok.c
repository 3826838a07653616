// item: 87
#include <stdarg.h>
int f(int n, ...) { va_list l; va_start(l, n); va_end(l); return n; }
int main(void) { return f(0); }
