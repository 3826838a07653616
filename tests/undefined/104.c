// item: 104
#define if while
#include <limits.h>
int main(void) { return 0; }
