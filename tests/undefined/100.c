// item: 100
#include <string.h>
int main(void) {
    char a[8] = "abc"; memcpy(a + 1, a, 4); return 0;
}
