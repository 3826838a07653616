// item: 199
#include <wchar.h>
int main(void) {
    wchar_t text[] = L"a b c", *rest;
    wcstok(text, L" ", &rest);
    rest++;
    return wcstok(0, L" ", &rest) == 0;
}
