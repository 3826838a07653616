// the near miss of item 160: nothing to report
#include <stdio.h>
int main(void) {
    int n; printf("ab%n\n", &n); return n - 2;
}
