// item: 110
#include <assert.h>
#undef assert
int main(void) { return 0; }
