// item: 175
#include <stdio.h>
#include <string.h>
int main(void) {
    fpos_t place;
    FILE *f = tmpfile();
    memset(&place, 0, sizeof place);
    return fsetpos(f, &place);
}
