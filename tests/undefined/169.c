// item: 169
#include <stdarg.h>
#include <stdio.h>
static void f(const char *t, ...) { va_list l; va_start(l, t); vprintf(t, l); vprintf(t, l); va_end(l); }
int main(void) { f("%d", 1, 2); return 0; }
