// the near miss of item 173: nothing to report
#include <stdio.h>
int main(void) {
    FILE *f = tmpfile(); fputc(1, f); fputc(0, f); rewind(f); short s = 0; fread(&s, 2, 1, f); return s - 1;
}
