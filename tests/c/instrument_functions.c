/* -finstrument-functions: enter and exit calls around every function that does not forbid them. */
// options: -finstrument-functions
#include <stdio.h>

static int depth;
int main(void);
static int twice(int x);

__attribute__((no_instrument_function)) void __cyg_profile_func_enter(void *this, void *site)
{
    (void)site;
    printf("%*senter %s\n", 2 * depth++, "", this == (void *)main ? "main"
           : this == (void *)twice ? "twice" : "other");
}

__attribute__((no_instrument_function)) void __cyg_profile_func_exit(void *this, void *site)
{
    (void)site;
    printf("%*sexit %s\n", 2 * --depth, "", this == (void *)main ? "main"
           : this == (void *)twice ? "twice" : "other");
}

static int twice(int x) { if (x > 100) return 0; return 2 * x; }
__attribute__((no_instrument_function)) static int quiet(int x) { return x + 1; }
static void nothing(void) { }

int main(void)
{
    nothing();
    printf("%d\n", quiet(twice(20)));
    return 0;
}

/* expect:
enter main
  enter other
  exit other
  enter twice
  exit twice
41
exit main
*/
