// the near miss of item 100: nothing to report
#include <string.h>
int main(void) {
    char a[8] = "abc"; memmove(a + 1, a, 4); return 0;
}
