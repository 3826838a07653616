// item: 146
#include <stdio.h>
#include <wchar.h>
int main(void) { fputws(L"", stdout); fputwc(L'a', stdout); printf("b"); return 0; }
