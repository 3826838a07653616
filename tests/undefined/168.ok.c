// the near miss of item 168: nothing to report
#include <stdio.h>
int main(void) {
    char b[40]; int x; void *p; sprintf(b, "%p", (void *)&x); return sscanf(b, "%p", &p) != 1 || p != &x;
}
