// item: 88
#include <stdio.h>
static const char *name(int n) { if (n) return "x"; }
int main(void) { printf("%s", name(0)); return 0; }
