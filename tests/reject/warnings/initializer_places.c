// options: -Wall -Wextra -c
struct p { int x, y; }; int k; int g(void);
int a[2] = { 1, 2, 3 };
int b[2][2] = { { 1, 2, 3 } };
struct p c = { 1, 2, 3 };
struct p d[2] = { { 1, k } };
int e = { 1, 2 };
struct p f = { .x = { 1, 2 } };
struct p h = { 1, "a" };
int *i[1] = { 5 };
struct p j = { { 1 }, 2 };
char *l = k;
