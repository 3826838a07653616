// the near miss of item 125: nothing to report
// flags: --strict
#include <setjmp.h>
jmp_buf place;
int main(void) {
    if (setjmp(place) != 0) return 1;
    switch (setjmp(place)) { default: break; }
    while (!setjmp(place)) break;
    (void)setjmp(place);
    return 0;
}
