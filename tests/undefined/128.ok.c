// the near miss of item 128: nothing to report
#include <signal.h>
int main(void) {
    void (*h)(int) = SIG_IGN; signal(SIGUSR1, h); return 0;
}
