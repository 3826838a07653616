// item: 143
#include <stdarg.h>
int f(char n, ...) { va_list l; va_start(l, n); va_end(l); return 0; }
int main(void) { return f(1); }
