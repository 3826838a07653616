// item: 191
#include <string.h>
int main(void) {
    char a[2]; strcpy(a, "abc"); return 0;
}
