// item: 114
#include <errno.h>
#undef errno
int main(void) { return 0; }
