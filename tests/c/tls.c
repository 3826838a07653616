/* Thread-local objects: initial values per thread, addresses, static locals. */
// options: -pthread
#include <pthread.h>
#include <stdio.h>

static _Thread_local int counter = 5; __thread char name[8] = "main";
static int bump(void) { static __thread int n; return ++n + counter++; }
static void *work(void *p) { name[0] = 'w'; int r = bump(); r += bump(); *(int *)p = r; return name; }

int main(void)
{
    pthread_t t; int r = 0; void *other;
    bump(); bump(); bump();
    pthread_create(&t, 0, work, &r); pthread_join(t, &other);
    printf("%d %d %s %d\n", r, counter, name, other != name);
    return 0;
}

/* expect:
14 8 main 1
*/
