// item: 34
#include <a'b.h>
int main(void) { return 0; }
