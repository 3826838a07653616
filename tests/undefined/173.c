// item: 173
#include <stdio.h>
int main(void) {
    FILE *f = tmpfile(); fputc(1, f); rewind(f); short s = 0; fread(&s, 2, 1, f); return s;
}
