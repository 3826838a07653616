// the near miss of item 177: nothing to report
#include <stdlib.h>
int main(void) {
    int *p = malloc(4); *p = 0; int x = *p; free(p); return x;
}
