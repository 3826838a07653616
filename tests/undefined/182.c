// item: 182
#include <stdlib.h>
void f(void) { exit(0); }
int main(void) { atexit(f); return 0; }
