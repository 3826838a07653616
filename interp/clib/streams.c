/* Wide streams (C17 7.29.2, 7.29.3) over the byte streams; ASCII, as in the "C" locale. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

int __vouch_orient(FILE *stream, int wide);
int __vouch_put(int c, FILE *stream);
int __vouch_get(FILE *stream);
int __vouch_unget(int c, FILE *stream);
void __vouch_undefined(int item, const char *clause, const char *message);

int fwide(FILE *stream, int mode) { return __vouch_orient(stream, mode > 0 ? 2 : mode < 0 ? -2 : 0); }
wint_t fputwc(wchar_t c, FILE *stream)
{
    __vouch_orient(stream, 1);
    if (c < 0 || c > 127) { errno = EILSEQ; return WEOF; }
    return __vouch_put((int)c, stream) < 0 ? WEOF : (wint_t)c;
}
wint_t putwc(wchar_t c, FILE *stream) { return fputwc(c, stream); }
wint_t putwchar(wchar_t c) { return fputwc(c, stdout); }
int fputws(const wchar_t *restrict s, FILE *restrict stream)
{ for (; *s; s++) if (fputwc(*s, stream) == WEOF) return -1; return 0; }
wint_t fgetwc(FILE *stream)
{
    __vouch_orient(stream, 1);
    int c = __vouch_get(stream);
    if (c > 127) { errno = EILSEQ; return WEOF; }
    return c < 0 ? WEOF : (wint_t)c;
}
wint_t getwc(FILE *stream) { return fgetwc(stream); }
wint_t getwchar(void) { return fgetwc(stdin); }
wint_t ungetwc(wint_t c, FILE *stream)
{
    __vouch_orient(stream, 1);
    return c > 127 || __vouch_unget((int)c, stream) < 0 ? WEOF : c;
}
wchar_t *fgetws(wchar_t *restrict to, int count, FILE *restrict stream)
{
    int n = 0;
    while (n < count - 1) {
        wint_t c = fgetwc(stream);
        if (c == WEOF) break;
        to[n++] = (wchar_t)c;
        if (c == '\n') break;
    }
    if (n == 0) return 0;
    to[n] = 0;
    return to;
}

/* Formats: the narrow function makes the text; %s, %c and %ls, %lc mean the same in both. */
static char *narrow(const wchar_t *s)
{
    size_t n = wcslen(s);
    char *made = malloc(n + 1);
    for (size_t i = 0; i <= n; i++) made[i] = (char)s[i];
    return made;
}
static char *formatted(const wchar_t *format, va_list values, int *length)
{
    char *text = narrow(format), *made;
    va_list again;
    va_copy(again, values);
    *length = vsnprintf(0, 0, text, values);
    made = malloc((size_t)*length + 1);
    vsnprintf(made, (size_t)*length + 1, text, again);
    va_end(again);
    free(text);
    return made;
}
int vfwprintf(FILE *restrict stream, const wchar_t *restrict format, va_list values)
{
    int length;
    char *made = formatted(format, values, &length);
    for (int i = 0; i < length; i++)
        if (made[i] < 0)
            __vouch_undefined(198, "7.29.2.1p8", "the text is no multibyte text of the locale");
        else if (fputwc((unsigned char)made[i], stream) == WEOF) { length = -1; break; }
    free(made);
    return length;
}
int vwprintf(const wchar_t *restrict format, va_list values)
{ return vfwprintf(stdout, format, values); }
int vswprintf(wchar_t *restrict to, size_t size, const wchar_t *restrict format, va_list values)
{
    int length;
    char *made = formatted(format, values, &length);
    for (size_t i = 0; i < size && i <= (size_t)length; i++) to[i] = (unsigned char)made[i];
    if (size && (size_t)length >= size) { to[size - 1] = 0; length = -1; }
    free(made);
    return length;
}
#define VARIADIC(name, parameters, call) \
    int name parameters { va_list values; va_start(values, format); int made = call; \
                          va_end(values); return made; }
VARIADIC(wprintf, (const wchar_t *restrict format, ...), vwprintf(format, values))
VARIADIC(fwprintf, (FILE *restrict stream, const wchar_t *restrict format, ...),
         vfwprintf(stream, format, values))
VARIADIC(swprintf, (wchar_t *restrict to, size_t size, const wchar_t *restrict format, ...),
         vswprintf(to, size, format, values))
int vswscanf(const wchar_t *restrict s, const wchar_t *restrict format, va_list values)
{
    char *text = narrow(s), *pattern = narrow(format);
    int made = vsscanf(text, pattern, values);
    free(text);
    free(pattern);
    return made;
}
VARIADIC(swscanf, (const wchar_t *restrict s, const wchar_t *restrict format, ...),
         vswscanf(s, format, values))
