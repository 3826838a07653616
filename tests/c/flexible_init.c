/* Static initialisers of flexible array members: braces, none, strings, designators. */
#include <stdio.h>
struct A { int n; int a[]; };
struct B { int n; char a[]; };
union U { struct B b; long l; };
static struct A x = { 2, { 5, 6 } };
static struct A y = { 3, 7, 8, 9 };
static struct A z = { .a = { [2] = 4, 1 }, .n = 4 };
static struct B s = { 3, "abc" }, t = { 2, { 'x', 'y', 0 } }, u = { 2, { "pq" } };
static union U v = { { 9, "123456789" } };
int after = 77;
int main(void)
{
    printf("%d %d %d %d %d\n", x.a[0], x.a[1], y.a[2], z.a[2], z.a[3]);
    printf("%s %s %s %s %d\n", s.a, t.a, u.a, v.b.a, after);
    return 0;
}
/* expect:
5 6 9 4 1
abc xy pq 123456789 77
*/
