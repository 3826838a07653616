// item: 88
#include <stdio.h>
static const char *name(int n) { if (n) return "x"; }
int main(void) { name(0); printf("%s", name(1)); return 0; }
