/* Static data: addresses with offsets, strings, tentative definitions, weak, alias, sections, TLS. */
#include <stdio.h>

struct N { const char *name; struct N *next; int *where; int (*call)(void); long delta; };
static int numbers[5] = { 1, 2, 3, 4, 5 };
static int seven(void) { return 7; }
int tentative; int tentative; static int internal; static int internal = 4;
extern struct N second;
struct N first = { "first", &second, &numbers[2], seven, sizeof(int) };
struct N second = { "second" + 3, &first, numbers + 4, &seven };
int weak_one __attribute__((weak)) = 11;
extern int missing __attribute__((weak));
int original = 21; extern int other __attribute__((alias("original")));
int f(void) { return 33; } int g(void) __attribute__((alias("f")));
__thread int thread_local_value = 8; static _Thread_local long zeroed;
int placed __attribute__((section("mydata"))) = 12;
const char text[] = "same", *same = "same";
char *const table[] = { (char *)text, (char *)&text[1], 0 };
long as_number = (long)&numbers[1];
double pi = 3.14159; float half = .5f; long double ld = 1.25L;
static int counter(void) { static int n = 100; static char *s = "st"; return n++ + s[0]; }
__attribute__((constructor)) static void early(void) { internal++; }
int aligned __attribute__((aligned(64)));

int main(void)
{
    printf("%s %s %d %d %ld\n", first.name, first.next->name, *first.where, first.call(), first.delta);
    printf("%d %d %d %d\n", tentative, internal, weak_one, &missing == 0);
    other++; printf("%d %d\n", original, g());
    thread_local_value += 2; zeroed--; printf("%d %ld %d\n", thread_local_value, zeroed, placed);
    printf("%s %s %s %d\n", table[0], table[1], same, table[2] == 0);
    printf("%d %d\n", *(int *)as_number, (int)((long)&aligned % 64));
    printf("%g %g %Lg %d %d\n", pi, half, ld, counter(), internal);
    return 0;
}

/* expect:
first ond 3 7 4
0 5 11 1
22 33
10 -1 12
same ame same 1
2 0
3.14159 0.5 1.25 215 5
*/
