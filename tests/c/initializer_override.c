/* A later initialiser of a whole subobject undoes all that was said for it before (6.7.9p19). */
#include <stdio.h>

struct in { int p, q; char s[4]; };
struct out { int a; struct in z; int b; };
struct bits { unsigned a : 3, b : 5, c : 8; };

static int table[2][3] = { { 1, 2, 3 }, { 5, 6, 7 }, [1] = { 4 } };
static struct out global[] = {
  { 1, { 2, 3, "abc" }, 4 }, [0].z = { .q = 7 }, [0].b = 5, { 1, { 2, 3, "abc" }, 4 },
  [1].z.p = 9
};
static struct bits packed[2] = { { 1, 2, 3 }, [0] = { .b = 7 } };

static int twice(int n) { return n * 2; }

int main(void)
{
  struct out local = { twice(1), { 2, twice(3), "abc" }, 4, .z = { .q = 7 }, .b = twice(5) };
  struct bits k[2] = { { 1, twice(1), 3 }, [0] = { .b = twice(2) } };
  char t[2][6] = { "abcde", [0] = "x", [1] = { 'a', 'b', 'c' }, [1] = { 'q' } };
  for (int i = 0; i < 2; i++)
    printf("%d %d %d %s %d\n", global[i].a, global[i].z.p, global[i].z.q, global[i].z.s,
           global[i].b);
  printf("%d %d %d %s %d\n", local.a, local.z.p, local.z.q, local.z.s, local.b);
  for (int i = 0; i < 2; i++)
    printf("%d %d %d  %d %d %d\n", packed[i].a, packed[i].b, packed[i].c, k[i].a, k[i].b, k[i].c);
  for (int i = 0; i < 3; i++) printf("%d %d ", table[0][i], table[1][i]);
  puts("");
  for (int i = 0; i < 12; i++) printf("%d ", t[i / 6][i % 6] % 7);
  puts("|");
  return 0;
}

/* expect:
1 0 7  5
1 9 3 abc 4
2 0 7  10
0 7 0  0 4 0
0 0 0  0 0 0
1 4 2 0 3 0 
1 0 0 0 0 0 1 0 0 0 0 0 |
*/
