// item: 201
#include <wctype.h>
int main(void) { return iswalpha(0x80000001u); }
