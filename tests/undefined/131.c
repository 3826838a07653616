// item: 131
#include <signal.h>
static void h(int n) { raise(SIGINT); }
int main(void) { signal(SIGINT, SIG_IGN); signal(SIGTERM, h); raise(SIGTERM); return 0; }
