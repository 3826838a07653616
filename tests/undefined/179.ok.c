// the near miss of item 179: nothing to report
#include <stdlib.h>
int main(void) {
    int *p = malloc(4); free(p); free(0); return 0;
}
