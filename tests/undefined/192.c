// item: 192
#include <string.h>
int main(void) {
    memcpy(0, 0, 0); return 0;
}
