// item: 169
#include <stdarg.h>
#include <stdio.h>
static void f(const char *t, ...) { va_list l, k; va_start(l, t); va_copy(k, l); vprintf(t, l); vprintf(t, k); va_end(l); va_end(k); }
int main(void) { f("%d", 1, 2); return 0; }
