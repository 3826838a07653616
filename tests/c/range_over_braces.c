/* A range designator whose braces replace records of every one of its elements (6.7.9p19). */
#include <stdio.h>

struct part { long first; long more[1]; float third; unsigned low : 3; _Bool last; };
struct whole { struct part parts[2]; int tail; };

#define FULL { 1, { 2 }, 3, 4, 1 }

static struct part fixed[3] = { [1] = FULL, [2] = FULL, [0 ... 2] = { 5 }, [0] = { 6 } };
static struct part named[3] = { [2] = FULL, [0 ... 1].more = { 7 }, [1 ... 2].more = { 8 } };
static struct whole nested[2] = {
    [1] = { { FULL, FULL }, 9 }, [0].tail = 3, [0 ... 1].parts[0 ... 1] = { .low = 2 } };

static void show(const char *name, const struct part *parts, int count)
{
    for (int i = 0; i < count; i++)
        printf("%s[%d] %ld %ld %g %u %d\n", name, i, parts[i].first, parts[i].more[0],
               parts[i].third, parts[i].low, parts[i].last);
}

int main(void)
{
    struct part local[2] = { [1] = FULL, [0 ... 1] = { .third = fixed[0].first } };
    int rows[3][2] = { [1] = { 1, 2 }, [2] = { 3, 4 }, [0 ... 2] = { 5 }, [1][1] = 6 };
    show("fixed", fixed, 3);
    show("named", named, 3);
    for (int i = 0; i < 2; i++) {
        show("nested", nested[i].parts, 2);
        printf("tail %d\n", nested[i].tail);
    }
    show("local", local, 2);
    for (int i = 0; i < 3; i++)
        printf("row %d %d\n", rows[i][0], rows[i][1]);
    return 0;
}

/* expect:
fixed[0] 6 0 0 0 0
fixed[1] 5 0 0 0 0
fixed[2] 5 0 0 0 0
named[0] 0 7 0 0 0
named[1] 0 8 0 0 0
named[2] 1 8 3 4 1
nested[0] 0 0 0 2 0
nested[1] 0 0 0 2 0
tail 3
nested[0] 0 0 0 2 0
nested[1] 0 0 0 2 0
tail 9
local[0] 0 0 6 0 0
local[1] 0 0 6 0 0
row 5 0
row 5 6
row 5 0
*/
