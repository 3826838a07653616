// the near miss of item 159: nothing to report
#include <stdio.h>
int main(void) {
    char a[2] = { 65, 66 }; printf("%.2s\n", a); return 0;
}
