// the near miss of item 167: nothing to report
#include <stdio.h>
#include <wchar.h>
int main(void) { wchar_t w[8]; return sscanf("abc d", "%ls", w) != 1 || wcscmp(w, L"abc"); }
