// the near miss of item 176: nothing to report
#include <stdlib.h>
int main(void) {
    char *p = malloc(0); free(p); return 0;
}
