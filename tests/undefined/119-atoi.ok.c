// the near miss of item 119: nothing to report
#include <stdlib.h>
int main(void) {
    return atoi("999999999") == 0;
}
