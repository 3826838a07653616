// item: 128
#include <signal.h>
int main(void) {
    int x; signal(SIGUSR1, (void (*)(int))&x); return 0;
}
