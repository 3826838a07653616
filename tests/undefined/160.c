// item: 160
#include <stdio.h>
int main(void) {
    int n; printf("%5n\n", &n); return 0;
}
