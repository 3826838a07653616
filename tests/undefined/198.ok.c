// item: 198
#include <wchar.h>
int main(void) { wprintf(L"%s", "e"); return 0; }
