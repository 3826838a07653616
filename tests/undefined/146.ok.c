// item: 146
#include <stdio.h>
#include <wchar.h>
int main(void) { fputwc(L'a', stdout); fprintf(stderr, "b"); return fwide(stdout, 0) <= 0; }
