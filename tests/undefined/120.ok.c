// the near miss of item 120: nothing to report
#include <locale.h>
int main(void) {
    char *s = setlocale(0, "C"); return s[0] != 'C';
}
