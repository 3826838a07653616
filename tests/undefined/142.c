// item: 142
#include <stdarg.h>
int f(int n, ...) { va_list l; va_start(l, n); va_start(l, n); return 0; }
int main(void) { return f(1, 0); }
