// the near miss of item 108: nothing to report
#include <string.h>
int main(void) {
    char *p = ""; return strlen(p);
}
