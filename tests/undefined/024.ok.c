// the near miss of item 24: nothing to report
#include <stdint.h>
int main(void) {
    int x; uintptr_t c = (uintptr_t)&x;
    return c == 0;
}
