// the near miss of item 130: nothing to report
#include <signal.h>
void h(int s) { }
int main(void) { signal(SIGUSR1, h); raise(SIGUSR1); return 0; }
