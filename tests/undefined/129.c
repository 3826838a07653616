// item: 129
#include <signal.h>
static void h(int n) {}
int main(void) { signal(7, h); raise(7); return 0; }
