/* Range designators: nested, of unknown size, over lists given before, with members. */
#include <stdio.h>
int g[][2] = { 0, [0 ... 1] { } };
int h[3][2] = { {1,2}, {3,4}, [0 ... 1] = { 5 } };
struct P { int a, b; } k[4] = { [0 ... 3] = { 1, 2 }, [1 ... 2] = { .b = 9 } };
int m[2][3] = { [0 ... 1] = { [0 ... 2] = 4 } };
int n[3][4] = { [0 ... 2] = { [1 ... 2] = 4, [3] = 5 } };
int main(void) {
    int l[3][2] = { {1,2}, {3,4}, [0 ... 1] = { 5 } };
    printf("%zu %d %d %d %d\n", sizeof g, g[0][0], g[0][1], g[1][0], g[1][1]);
    for (int i = 0; i < 3; i++) printf("%d %d %d %d, ", h[i][0], h[i][1], l[i][0], l[i][1]);
    for (int i = 0; i < 4; i++) printf("%d %d, ", k[i].a, k[i].b);
    printf("%d %d %d\n", m[0][0], m[1][1], m[1][2]);
    for (int i = 0; i < 3; i++) printf("%d %d %d %d, ", n[i][0], n[i][1], n[i][2], n[i][3]);
    puts("end");
    return 0;
}
/* expect:
16 0 0 0 0
5 0 5 0, 5 0 5 0, 0 0 0 0, 1 2, 0 9, 0 9, 1 2, 4 4 4
0 4 4 5, 0 4 4 5, 0 4 4 5, end
*/
