#include <stdio.h>
typedef struct point { int x, y; } point;
typedef struct { unsigned flag : 3; int rest : 10; double d; char name[8]; union { int i; float f; }; } anon_t;
enum color { RED, GREEN = 5, BLUE };
struct node { struct node *next; int value; };
int counter = 7; static const char *label = "hello"; point origin = { 3, 4 }; int table[3][2] = {{1,2},{3,4},{5,6}};
anon_t thing = { 5, -3, 1.5, "abc", { 42 } };
_Bool yes = 1; enum color paint = GREEN; long double ld = 2.5L; _Complex double cd = 1.0;
int (*handler)(const char *, ...) = printf;
static int add(int a, long b, point *p, float f, char c)
{
    int sum = a + (int) b;
    for (int i = 0; i < 3; i++) {
        int sum = i * 10;
        p->x += sum;
    }
    {
        static int calls;
        unsigned char mask = 0xf0;
        calls++;
        sum += mask > c;
    }
    struct node n = { 0, sum };
    return n.value + p->x + (int) f;
}
int main(int argc, char **argv)
{
    point p = { 1, 2 };
    anon_t local = thing;
    int r = add(argc, 2, &p, 1.5f, 'A');
    printf("%d %s %d\n", r, label, local.rest);
    return 0;
}
