// item: 91
#define H 12
#include H
int main(void) { return 0; }
