// the near miss of item 181: nothing to report
#include <stdlib.h>
int main(void) {
    char *p = malloc(1); *p = 0; p = realloc(p, 2); return p[0];
}
