// item: 166
#include <stdio.h>
int main(void) {
    char a[2]; return sscanf("abc", "%s", a);
}
