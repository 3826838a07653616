// the near miss of item 62: nothing to report
#include <stdlib.h>
struct list { int count; int items[]; };
int main(void) {
    struct list *l = malloc(sizeof *l + sizeof(int));
    if (!l) return 0;
    l->items[0] = 1;
    int *end = &l->items[1];
    free(l); (void)sizeof end; return 0;
}
