// item: 167
#include <stdio.h>
#include <wchar.h>
int main(void) { wchar_t w[8]; return sscanf("a\xe4", "%ls", w) != 1; }
