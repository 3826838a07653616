// item: 130
#include <signal.h>
void h(int s) { }
int main(void) { signal(SIGFPE, h); raise(SIGFPE); return 0; }
