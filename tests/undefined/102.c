// item: 102
int f(void) {
#include <limits.h>
return 0; }
int main(void) { return f(); }
