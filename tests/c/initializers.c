/* Initialisers: designators, ranges, nesting, brace elision, strings, flexible members. */
#include <stddef.h>
#include <stdio.h>

struct P { int x, y; };
struct N { struct P p[2]; char s[6]; union { int i; float f; } u; };
struct F { int n; int a[]; };

static struct N global = { { 1, 2, { 3, 4 } }, "hello", { .f = 1.5f } };
static int range[] = { [2 ... 4] = 7, [1] = 3, [8] = 9 };
static struct F flexible = { 3, { 10, 20, 30 } };
static const char *names[] = { [1] = "one", [3] = "three" };
static int *into = &range[3];
static wchar_t wide[] = L"wé";

static int f(int n) { return n * n; }

int main(void)
{
    struct N local = { .s = "abc", .p[1].y = f(3), .p[0] = { .y = 5 } };
    int grid[3][3] = { 1, 2, 3, { 4 }, 5 };
    int many[40] = { [5 ... 30] = f(2), [10] = 1, [39] = -1 };
    char text[] = "text", fixed[8] = "ab", full[2] = "xy";
    struct P copy = local.p[1], two[] = { copy, { .x = f(1) } };
    int sparse[100] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, f(4) };
    int sum = 0;

    printf("%d %d %d %d %s %g\n", global.p[0].x, global.p[0].y, global.p[1].x, global.p[1].y,
           global.s, global.u.f);
    printf("%d %d %d %d %d\n", (int)(sizeof range / sizeof *range), range[1], range[4], range[5],
           *into);
    printf("%d %d %d\n", flexible.n, flexible.a[0], flexible.a[2]);
    printf("%s %s %d\n", names[1], names[3], names[0] == 0);
    printf("%d %d\n", (int)(sizeof wide / sizeof *wide), (int)wide[1]);
    printf("%d %d %d %d %s %d\n", local.p[0].x, local.p[0].y, local.p[1].x, local.p[1].y, local.s,
           local.u.i);
    for (int i = 0; i < 9; i++) printf("%d ", grid[i / 3][i % 3]);
    printf("\n");
    for (int i = 0; i < 40; i++) sum += many[i] * i;
    printf("%d\n", sum);
    printf("%s %d %s %d %c%c\n", text, (int)sizeof text, fixed, fixed[7], full[0], full[1]);
    printf("%d %d %d\n", two[0].y, two[1].x, two[1].y);
    sum = 0;
    for (int i = 0; i < 100; i++) sum += sparse[i];
    printf("%d\n", sum);
    return 0;
}

/* expect:
1 2 3 4 hello 1.5
9 3 7 0 7
3 10 30
one three 1
3 233
0 5 0 9 abc 0
1 2 3 4 0 0 5 0 0 
1751
text 5 ab 0 xy
9 1 0
107
*/
