/* String literals: concatenation, escapes, prefixes, arrays, pooling, embedded zeros. */
#include <stdio.h>
#include <uchar.h>
#include <wchar.h>

static const char zeros[] = "a\0b\0" "c";
static char big[3][6] = { "one", "two", "three" };

int main(void)
{
    const char *p = "con" "cat" "enated"; const char16_t *u = u"\u00e9\U0001F600"; const char32_t *U = U"\U0001F600";
    printf("%s %d %s\n", p, (int)sizeof zeros, zeros + 2);
    printf("%s %s\n", big[1], big[2]);
    printf("%x %x %x %x\n", u[0], u[1], u[2], U[0]);
    printf("%d %d %d %d\n", '\x41', '\101', '\n', 'ab');
    printf("%d %d %d\n", L'\x1234', (int)sizeof(L"ab"), (int)sizeof(u8"é"));
    printf("%ls %d\n", L"wide", (int)wcslen(L"abc"));
    printf("%c %s\n", "index"[2], &"offset"[3]);
    char buffer[] = { "braced" }; buffer[0] = 'B';
    printf("%s %d\n", buffer, "x" == 0);
    return 0;
}

/* expect:
concatenated 6 b
two three
e9 d83d de00 1f600
65 65 10 24930
4660 12 3
wide 3
d set
Braced 0
*/
