// the near miss of item 199: nothing to report
#include <wchar.h>
int main(void) {
    wchar_t text[] = L"a b c", *rest;
    wcstok(text, L" ", &rest);
    return wcstok(0, L" ", &rest) != text + 2 || wcstok(0, L" ", &rest) != text + 4
        || wcstok(0, L" ", &rest);
}
