// item: 198
#include <wchar.h>
int main(void) { wprintf(L"%s", "\xc3\xa9"); return 0; }
