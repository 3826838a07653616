// item: 62
#include <stdlib.h>
struct list { int count; int items[]; };
int main(void) {
    struct list *l = malloc(sizeof *l);
    if (!l) return 0;
    l->items[0] = 1;
    free(l); return 0;
}
