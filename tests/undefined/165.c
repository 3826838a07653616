// item: 165
#include <stdio.h>
int main(void) {
    short c; return sscanf("70000", "%hd", &c);
}
