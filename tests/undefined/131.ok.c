// item: 131
#include <signal.h>
static volatile sig_atomic_t seen;
static void h(int n) { seen = 1; }
int main(void) { signal(SIGINT, SIG_IGN); signal(SIGTERM, h); raise(SIGTERM); raise(SIGINT); return !seen; }
