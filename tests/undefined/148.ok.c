// the near miss of item 148: nothing to report
#include <stdio.h>
int main(void) {
    FILE *f = tmpfile(); fputc('a', f); fclose(f); return 0;
}
