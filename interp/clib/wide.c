/* <wchar.h>, <wctype.h> and the multibyte functions of <stdlib.h> (C17 7.29, 7.30, 7.22.7, 7.22.8)
   in the "C" locale: one byte a character, ASCII; other bytes and wide characters are EILSEQ. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

void __vouch_undefined(int item, const char *clause, const char *message);
void *__vouch_kept(void *left, int made);

size_t wcslen(const wchar_t *s) { size_t n = 0; while (s[n]) n++; return n; }
wchar_t *wcscpy(wchar_t *restrict to, const wchar_t *restrict from)
{ size_t n = 0; do to[n] = from[n]; while (from[n++]); return to; }
wchar_t *wcsncpy(wchar_t *restrict to, const wchar_t *restrict from, size_t count)
{
    size_t n = 0;
    for (; n < count && from[n]; n++) to[n] = from[n];
    for (; n < count; n++) to[n] = 0;
    return to;
}
wchar_t *wcscat(wchar_t *restrict to, const wchar_t *restrict from)
{ wcscpy(to + wcslen(to), from); return to; }
wchar_t *wcsncat(wchar_t *restrict to, const wchar_t *restrict from, size_t count)
{
    wchar_t *end = to + wcslen(to);
    size_t n = 0;
    for (; n < count && from[n]; n++) end[n] = from[n];
    end[n] = 0;
    return to;
}
int wcscmp(const wchar_t *a, const wchar_t *b)
{ while (*a && *a == *b) a++, b++; return (*a > *b) - (*a < *b); }
int wcscoll(const wchar_t *a, const wchar_t *b) { return wcscmp(a, b); }
size_t wcsxfrm(wchar_t *restrict to, const wchar_t *restrict from, size_t count)
{
    size_t n = wcslen(from);
    if (n < count) wcscpy(to, from);
    return n;
}
int wcsncmp(const wchar_t *a, const wchar_t *b, size_t count)
{
    for (; count && *a && *a == *b; count--) a++, b++;
    return count ? (*a > *b) - (*a < *b) : 0;
}
wchar_t *wcschr(const wchar_t *s, wchar_t c)
{ for (; *s != c; s++) if (!*s) return 0; return (wchar_t *)s; }
wchar_t *wcsrchr(const wchar_t *s, wchar_t c)
{
    const wchar_t *found = 0;
    do if (*s == c) found = s; while (*s++);
    return (wchar_t *)found;
}
size_t wcsspn(const wchar_t *s, const wchar_t *set)
{ size_t n = 0; while (s[n] && wcschr(set, s[n])) n++; return n; }
size_t wcscspn(const wchar_t *s, const wchar_t *set)
{ size_t n = 0; while (s[n] && !wcschr(set, s[n])) n++; return n; }
wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set)
{ s += wcscspn(s, set); return *s ? (wchar_t *)s : 0; }
wchar_t *wcsstr(const wchar_t *s, const wchar_t *part)
{
    size_t n = wcslen(part);
    for (; ; s++) {
        if (wcsncmp(s, part, n) == 0) return (wchar_t *)s;
        if (!*s) return 0;
    }
}
wchar_t *wcstok(wchar_t *restrict s, const wchar_t *restrict set, wchar_t **restrict save)
{
    if (!s) s = __vouch_kept(*save, 0);
    if (!s) return 0;
    s += wcsspn(s, set);
    wchar_t *end = *s ? s + wcscspn(s, set) : 0;
    if (end && *end) *end++ = 0; else end = 0;
    *save = __vouch_kept(end, 1);
    return *s ? s : 0;
}
wchar_t *wmemcpy(wchar_t *restrict to, const wchar_t *restrict from, size_t n)
{ memcpy(to, from, n * sizeof *to); return to; }
wchar_t *wmemmove(wchar_t *to, const wchar_t *from, size_t n)
{ memmove(to, from, n * sizeof *to); return to; }
wchar_t *wmemset(wchar_t *to, wchar_t c, size_t n)
{ for (size_t i = 0; i < n; i++) to[i] = c; return to; }
int wmemcmp(const wchar_t *a, const wchar_t *b, size_t n)
{ for (; n; n--, a++, b++) if (*a != *b) return *a < *b ? -1 : 1; return 0; }
wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n)
{ for (; n; n--, s++) if (*s == c) return (wchar_t *)s; return 0; }

/* Numbers: the text up to the first character that is not ASCII goes to the narrow function. */
static char *narrowed(const wchar_t *s)
{
    size_t n = 0;
    while (s[n] > 0 && s[n] < 128) n++;
    char *made = malloc(n + 1);
    for (size_t i = 0; i < n; i++) made[i] = (char)s[i];
    made[n] = 0;
    return made;
}
#define NUMBER(type, name, narrow, parameters, arguments) \
    type name parameters \
    { \
        char *text = narrowed(s), *stop; \
        type value = narrow arguments; \
        if (end) *end = (wchar_t *)s + (stop - text); \
        free(text); \
        return value; \
    }
#define INTEGER (const wchar_t *restrict s, wchar_t **restrict end, int base)
#define REAL (const wchar_t *restrict s, wchar_t **restrict end)
NUMBER(long, wcstol, strtol, INTEGER, (text, &stop, base))
NUMBER(long long, wcstoll, strtoll, INTEGER, (text, &stop, base))
NUMBER(unsigned long, wcstoul, strtoul, INTEGER, (text, &stop, base))
NUMBER(unsigned long long, wcstoull, strtoull, INTEGER, (text, &stop, base))
NUMBER(double, wcstod, strtod, REAL, (text, &stop))
NUMBER(float, wcstof, strtof, REAL, (text, &stop))
NUMBER(long double, wcstold, strtold, REAL, (text, &stop))

wint_t btowc(int c) { return c >= 0 && c < 128 ? (wint_t)c : WEOF; }
int wctob(wint_t c) { return c < 128 ? (int)c : -1; }
int mbsinit(const mbstate_t *state) { return !state || !state->__state; }
size_t mbrtowc(wchar_t *restrict to, const char *restrict s, size_t n, mbstate_t *restrict state)
{
    if (!s) return 0;
    if (n == 0) return (size_t)-2;
    if ((unsigned char)*s > 127) { errno = EILSEQ; return (size_t)-1; }
    if (to) *to = *s;
    return *s != 0;
}
size_t mbrlen(const char *restrict s, size_t n, mbstate_t *restrict state)
{ return mbrtowc(0, s, n, state); }
size_t wcrtomb(char *restrict to, wchar_t c, mbstate_t *restrict state)
{
    if (!to) return 1;
    if (c < 0 || c > 127) { errno = EILSEQ; return (size_t)-1; }
    *to = (char)c;
    return 1;
}
size_t mbsrtowcs(wchar_t *restrict to, const char **restrict from, size_t count,
                 mbstate_t *restrict state)
{
    const char *s = *from;
    size_t n = 0;
    for (; !to || n < count; n++) {
        if ((unsigned char)s[n] > 127) { errno = EILSEQ; return (size_t)-1; }
        if (to) to[n] = s[n];
        if (!s[n]) { if (to) *from = 0; return n; }
    }
    *from = s + n;
    return n;
}
size_t wcsrtombs(char *restrict to, const wchar_t **restrict from, size_t count,
                 mbstate_t *restrict state)
{
    const wchar_t *s = *from;
    size_t n = 0;
    for (; !to || n < count; n++) {
        if (s[n] < 0 || s[n] > 127) { errno = EILSEQ; return (size_t)-1; }
        if (to) to[n] = (char)s[n];
        if (!s[n]) { if (to) *from = 0; return n; }
    }
    *from = s + n;
    return n;
}
int mblen(const char *s, size_t n) { return (int)mbrtowc(0, s, n, 0) < 0 ? -1 : (int)mbrtowc(0, s, n, 0); }
int mbtowc(wchar_t *restrict to, const char *restrict s, size_t n)
{ size_t r = mbrtowc(to, s, n, 0); return r > 1 ? -1 : (int)r; }
int wctomb(char *to, wchar_t c) { return to ? (int)wcrtomb(to, c, 0) : 0; }
size_t mbstowcs(wchar_t *restrict to, const char *restrict s, size_t count)
{ return mbsrtowcs(to, &s, count, 0); }
size_t wcstombs(char *restrict to, const wchar_t *restrict s, size_t count)
{ return wcsrtombs(to, &s, count, 0); }

/* 7.30.1p5: the argument is a wchar_t value or WEOF. */
static int class_argument(wint_t c)
{
    if (c != WEOF && c > WCHAR_MAX)
        __vouch_undefined(201, "7.30.1p5", "argument is neither a wide character nor WEOF");
    return c < 128 ? (int)c : -1;
}
#define CLASS(name, test) int name(wint_t w) { int c = class_argument(w); return test; }
CLASS(iswupper, c >= 'A' && c <= 'Z')
CLASS(iswlower, c >= 'a' && c <= 'z')
CLASS(iswalpha, c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')
CLASS(iswdigit, c >= '0' && c <= '9')
CLASS(iswxdigit, c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f')
CLASS(iswalnum, iswalpha(w) || c >= '0' && c <= '9')
CLASS(iswspace, c == ' ' || c >= '\t' && c <= '\r')
CLASS(iswblank, c == ' ' || c == '\t')
CLASS(iswcntrl, c >= 0 && c < 32 || c == 127)
CLASS(iswprint, c >= 32 && c < 127)
CLASS(iswgraph, c > 32 && c < 127)
CLASS(iswpunct, c > 32 && c < 127 && !iswalnum(w))
wint_t towlower(wint_t w) { return iswupper(w) ? w + 32 : w; }
wint_t towupper(wint_t w) { return iswlower(w) ? w - 32 : w; }

static const struct { const char *name; int (*test)(wint_t); } classes[] = {
    { "alnum", iswalnum }, { "alpha", iswalpha }, { "blank", iswblank }, { "cntrl", iswcntrl },
    { "digit", iswdigit }, { "graph", iswgraph }, { "lower", iswlower }, { "print", iswprint },
    { "punct", iswpunct }, { "space", iswspace }, { "upper", iswupper }, { "xdigit", iswxdigit } };
wctype_t wctype(const char *name)
{
    for (int i = 0; i < 12; i++) if (!strcmp(name, classes[i].name)) return i + 1;
    return 0;
}
int iswctype(wint_t w, wctype_t which)
{ return which >= 1 && which <= 12 ? classes[which - 1].test(w) : 0; }
wctrans_t wctrans(const char *name)
{ return !strcmp(name, "tolower") ? 1 : !strcmp(name, "toupper") ? 2 : 0; }
wint_t towctrans(wint_t w, wctrans_t which)
{ return which == 1 ? towlower(w) : which == 2 ? towupper(w) : w; }
