// the near miss of item 191: nothing to report
#include <string.h>
int main(void) {
    char a[4]; strcpy(a, "abc"); return 0;
}
