// item: 136
#include <stdarg.h>
int f(int n, ...) { va_list l; return va_arg(l, int); }
int main(void) { return f(1, 0); }
