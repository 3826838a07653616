// the near miss of item 37: nothing to report
#include <stdlib.h>
int main(void) {
    int *p = malloc(4); *p = 1; *(float *)p = 2; return *(float *)p == 0;
}
