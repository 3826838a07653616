// the near miss of item 113: nothing to report
#include <ctype.h>
#include <stdio.h>
int main(void) {
    return isdigit(EOF) + isdigit(255);
}
