// the near miss of item 166: nothing to report
#include <stdio.h>
int main(void) {
    char a[2]; return sscanf("abc", "%1s", a) != 1;
}
