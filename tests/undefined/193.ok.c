// the near miss of item 193: nothing to report
#include <string.h>
int main(void) {
    char a[4]; strxfrm(a, "abc", 4); return a[0] != 97;
}
