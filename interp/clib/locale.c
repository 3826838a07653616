/* <fenv.h> (C17 7.6) with rounding to nearest only, and <locale.h> (7.11) with the "C" locale. */
#include <fenv.h>
#include <limits.h>
#include <locale.h>

void __vouch_unsupported(const char *what);
void __vouch_owned(void *object, const char *owner);

int fegetround(void) { return FE_TONEAREST; }
int fesetround(int mode)
{
    if (mode != FE_TONEAREST) __vouch_unsupported("a rounding mode other than to nearest");
    return 0;
}

static struct lconv c_locale = {
    ".", "", "", "", "", "", "", "", "", "", CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX,
    CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX };
struct lconv *localeconv(void)
{
    __vouch_owned(&c_locale, "localeconv");
    return &c_locale;
}
