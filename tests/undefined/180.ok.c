// the near miss of item 180: nothing to report
#include <stdlib.h>
int main(void) {
    int *p = calloc(1, 4); return *p;
}
