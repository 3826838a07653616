// item: 184
#include <string.h>
int main(void) {
    char *s = strerror(1); s[0] = 1; return 0;
}
