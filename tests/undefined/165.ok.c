// the near miss of item 165: nothing to report
#include <stdio.h>
int main(void) {
    short c; return sscanf("7000", "%hd", &c) != 1;
}
