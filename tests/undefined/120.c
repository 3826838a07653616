// item: 120
#include <locale.h>
int main(void) {
    char *s = setlocale(0, "C"); s[0] = 1; return 0;
}
