// the near miss of item 109: nothing to report
#include <stdio.h>
int main(void) {
    char a[8]; FILE *f = tmpfile(); fread(a, 1, 8, f); return 0;
}
