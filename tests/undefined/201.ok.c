// item: 201
#include <wctype.h>
int main(void) { return iswalpha(WEOF); }
