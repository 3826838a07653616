// the near miss of item 192: nothing to report
#include <string.h>
int main(void) {
    char a[1], b[1]; memcpy(a, b, 0); return 0;
}
