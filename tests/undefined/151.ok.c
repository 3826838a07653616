// the near miss of item 151: nothing to report
#include <stdio.h>
int main(void) {
    FILE *f = tmpfile(); fputc('a', f); rewind(f); return fgetc(f) != 'a';
}
