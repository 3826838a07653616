// item: 109
#include <stdio.h>
int main(void) {
    char a[4]; FILE *f = tmpfile(); fread(a, 1, 8, f); return 0;
}
