// the near miss of item 194: nothing to report
#include <string.h>
int main(void) {
    char a[] = "x"; return strtok(a, " ") != a;
}
