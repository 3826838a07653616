// item: 24
#include <stdint.h>
int main(void) {
    int x; char c = (char)(uintptr_t)0; c = (char)&x;
    return c;
}
