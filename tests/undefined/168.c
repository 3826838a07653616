// item: 168
#include <stdio.h>
int main(void) {
    void *p; return sscanf("0x1234", "%p", &p);
}
