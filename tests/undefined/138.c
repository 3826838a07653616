// item: 138
#include <stdarg.h>
#undef va_arg
int main(void) { return 0; }
