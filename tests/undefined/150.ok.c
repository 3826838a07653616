// the near miss of item 150: nothing to report
#include <stdio.h>
int main(void) {
    fopen("no such file", "r"); return 0;
}
