// item: 193
#include <string.h>
int main(void) {
    char a[2]; strxfrm(a, "abc", 2); return a[0];
}
