/* Declarators: arrays of pointers to functions, pointers to arrays, shadowing, typedef names. */
#include <stdio.h>

typedef int (*op)(int, int); typedef int row[3]; typedef struct node node;
struct node { int v; node *next; };
static int plus(int a, int b) { return a + b; }
static int minus(int a, int b) { return a - b; }
static op choose(char c) { return c == '+' ? plus : minus; }
static int (*(*higher(void))(char))(int, int) { return choose; }
int x = 1;

int main(void)
{
    row r = { 1, 2, 3 }, *pr = &r; op ops[2] = { plus, minus };
    node c = { 3, 0 }, b = { 2, &c }, a = { 1, &b }; int sum = 0;
    for (node *n = &a; n; n = n->next) sum += n->v;
    printf("%d %d %d\n", sum, (*pr)[2], ops[1](5, 3));
    printf("%d\n", higher()('-')(10, 4));
    int x = 2; { int x = 3; printf("%d ", x); { extern int x; printf("%d ", x); } } printf("%d\n", x);
    typedef int x_t; { int x_t = 5; printf("%d\n", x_t); } x_t y = 6; printf("%d\n", y);
    return 0;
}

/* expect:
6 3 2
6
3 1 2
5
6
*/
