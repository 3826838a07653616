// item: 129
#include <signal.h>
static void h(int n) {}
int main(void) { signal(SIGTERM, h); raise(SIGTERM); return 0; }
