// the near miss of item 179: nothing to report
#include <stdlib.h>
int main(void) {
    char *p = malloc(4); free(p + 0); return 0;
}
