// item: 159
#include <stdio.h>
int main(void) {
    char a[2] = { 65, 66 }; printf("%s\n", a); return 0;
}
