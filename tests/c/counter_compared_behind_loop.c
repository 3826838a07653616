/* The counter of a loop, used as an index and compared behind the loop with a value that is read
   only there: the counter's 64-bit twin must not ask for that value before it is computed. */

#include <stdio.h>

struct item { int key, other[3]; };
struct list { int count, last; struct item *items; };

static int level = 1;

__attribute__((noinline)) static int position(struct list *list, int key) {
    int i = list->count;
    while (--i >= 0) {
        if (list->items[i].key != key)
            continue;
        if (level == 1) {
            if (i == list->last)
                return list->items[i].other[0];
        }
        return list->items[i].other[1];
    }
    return 99;
}

int main(void) {
    struct item items[] = { { 1, { 0 } }, { 2, { 0 } }, { 3, { 5, 2 } }, { 4, { -3, 3 } } };
    struct list list = { 4, 3, items };
    printf("%d\n", position(&list, 3));
    level = 0;
    printf("%d\n", position(&list, 4));
    level = 1;
    printf("%d\n", position(&list, 4));
    return 0;
}

/* expect:
2
3
-3
*/
