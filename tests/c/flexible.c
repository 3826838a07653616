/* Flexible array members, zero-length arrays, arrays of records, struct copies of parts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct F { int n; struct { short a, b; } item[]; };
struct Z { int n; char tail[0]; };

/* Without braces of their own. */
struct P { int n; int a[]; } plain = { 1, 1, 2, 3 };
struct Q { int n; struct { int x, y; } a[]; } pairs = { 1, 1, 2, 3, 4 };
struct T { int n; char a[]; } text = { 1, 'a', 'b', 0 };
int unknown;
unsigned long pointer_size = sizeof(int (*)[unknown]);

int main(void)
{
    struct F *f = malloc(sizeof *f + 3 * sizeof f->item[0]); f->n = 3;
    for (int i = 0; i < 3; i++) { f->item[i].a = i; f->item[i].b = -i; }
    f->item[0] = f->item[2];
    printf("%d %d %d\n", f->item[0].a, f->item[1].b, (int)sizeof(struct F));
    struct Z *z = malloc(16); strcpy(z->tail, "tail"); printf("%s %d\n", z->tail, (int)sizeof *z);
    free(f); free(z);
    printf("%d %d %s %d\n", plain.a[2], pairs.a[1].y, text.a, (int)pointer_size);
    return 0;
}

/* expect:
2 -1 4
tail 4
3 4 ab 8
*/
