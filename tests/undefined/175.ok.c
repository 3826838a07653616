// item: 175
#include <stdio.h>
int main(void) {
    fpos_t place;
    FILE *f = tmpfile();
    fputs("abc", f);
    fgetpos(f, &place);
    rewind(f);
    return fsetpos(f, &place) + fclose(f);
}
