/* <locale.h> (C17 7.11) with the "C" locale. */
#include <limits.h>
#include <locale.h>

void __vouch_owned(void *object, const char *owner);

static struct lconv c_locale = {
    ".", "", "", "", "", "", "", "", "", "", CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX,
    CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX };
struct lconv *localeconv(void)
{
    __vouch_owned(&c_locale, "localeconv");
    return &c_locale;
}
