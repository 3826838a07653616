// item: 121
#include <locale.h>
int main(void) { localeconv()->decimal_point = ","; return 0; }
