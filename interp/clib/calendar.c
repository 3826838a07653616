/* <time.h> (C17 7.27): calendar time in UTC, the local time zone of this implementation. */
#include <stdio.h>
#include <string.h>
#include <time.h>

void __vouch_undefined(int item, const char *clause, const char *message);

static const char days[7][10] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
    "Saturday" };
static const char months[12][10] = { "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December" };
static const short before[13] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };

static long floor_div(long a, long b) { return a / b - (a % b < 0); }
static int leap(long y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0); }
/* Days from 1970-01-01 to the first of January of a year. */
static long year_start(long y)
{
    y--;
    return 365 * (y - 1969) + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400) - 477;
}

static struct tm broken;

struct tm *gmtime(const time_t *clock)
{
    long day = floor_div(*clock, 86400), rest = *clock - day * 86400;
    long year = 1970 + floor_div(day, 366);
    while (year_start(year + 1) <= day) year++;
    int in_year = (int)(day - year_start(year)), month = 11;
    while (before[month] + (month > 1 && leap(year)) > in_year) month--;
    broken.tm_sec = rest % 60;
    broken.tm_min = rest / 60 % 60;
    broken.tm_hour = rest / 3600;
    broken.tm_mday = in_year - before[month] - (month > 1 && leap(year)) + 1;
    broken.tm_mon = month;
    broken.tm_year = (int)(year - 1900);
    broken.tm_wday = (int)((day % 7 + 11) % 7);
    broken.tm_yday = in_year;
    broken.tm_isdst = 0;
    return &broken;
}
struct tm *localtime(const time_t *clock) { return gmtime(clock); }

time_t mktime(struct tm *t)
{
    long year = 1900L + t->tm_year + floor_div(t->tm_mon, 12);
    int month = (int)(t->tm_mon - floor_div(t->tm_mon, 12) * 12);
    long day = year_start(year) + before[month] + (month > 1 && leap(year)) + t->tm_mday - 1;
    time_t made = ((day * 24 + t->tm_hour) * 60 + t->tm_min) * 60 + t->tm_sec;
    *t = *gmtime(&made);
    return made;
}

static char text[26];

char *asctime(const struct tm *t)
{
    if (t->tm_wday < 0 || t->tm_wday > 6 || t->tm_mon < 0 || t->tm_mon > 11 || t->tm_mday < 1
        || t->tm_mday > 31 || t->tm_hour < 0 || t->tm_hour > 23 || t->tm_min < 0 || t->tm_min > 59
        || t->tm_sec < 0 || t->tm_sec > 60 || t->tm_year < -900 || t->tm_year > 8099)
        __vouch_undefined(197, "7.27.3.1p3", "a member of the broken-down time is out of range");
    sprintf(text, "%.3s %.3s%3d %.2d:%.2d:%.2d %d\n", days[t->tm_wday], months[t->tm_mon],
            t->tm_mday, t->tm_hour, t->tm_min, t->tm_sec, 1900 + t->tm_year);
    return text;
}
char *ctime(const time_t *clock) { return asctime(localtime(clock)); }

int timespec_get(struct timespec *to, int base)
{
    if (base != TIME_UTC) return 0;
    to->tv_sec = time(0);
    to->tv_nsec = 0;
    return base;
}

/* The week of the year when weeks begin on `first`, and the ISO 8601 week with its year. */
static int week(const struct tm *t, int first)
{ return (t->tm_yday + 7 - (t->tm_wday + 7 - first) % 7) / 7; }
static int iso_week(const struct tm *t, long *year)
{
    int thursday = t->tm_yday - (t->tm_wday + 6) % 7 + 3;
    *year = 1900L + t->tm_year;
    if (thursday < 0) { --*year; thursday += 365 + leap(*year); }
    else if (thursday >= 365 + leap(*year)) { thursday -= 365 + leap(*year); ++*year; }
    return thursday / 7 + 1;
}

size_t strftime(char *restrict to, size_t size, const char *restrict format,
                const struct tm *restrict t)
{
    size_t used = 0;
    for (; *format; format++) {
        char piece[64];
        long year;
        if (*format != '%') {
            piece[0] = *format;
            piece[1] = 0;
        } else {
            if (*++format == 'E' || *format == 'O') format++;
            int hour = t->tm_hour % 12 ? t->tm_hour % 12 : 12;
            switch (*format) {
            case 'a': sprintf(piece, "%.3s", days[t->tm_wday]); break;
            case 'A': strcpy(piece, days[t->tm_wday]); break;
            case 'b': case 'h': sprintf(piece, "%.3s", months[t->tm_mon]); break;
            case 'B': strcpy(piece, months[t->tm_mon]); break;
            case 'c': strftime(piece, sizeof piece, "%a %b %e %H:%M:%S %Y", t); break;
            case 'C': sprintf(piece, "%.2d", (1900 + t->tm_year) / 100); break;
            case 'd': sprintf(piece, "%.2d", t->tm_mday); break;
            case 'D': case 'x': strftime(piece, sizeof piece, "%m/%d/%y", t); break;
            case 'e': sprintf(piece, "%2d", t->tm_mday); break;
            case 'F': strftime(piece, sizeof piece, "%Y-%m-%d", t); break;
            case 'g': iso_week(t, &year); sprintf(piece, "%.2ld", year % 100); break;
            case 'G': iso_week(t, &year); sprintf(piece, "%ld", year); break;
            case 'H': sprintf(piece, "%.2d", t->tm_hour); break;
            case 'I': sprintf(piece, "%.2d", hour); break;
            case 'j': sprintf(piece, "%.3d", t->tm_yday + 1); break;
            case 'm': sprintf(piece, "%.2d", t->tm_mon + 1); break;
            case 'M': sprintf(piece, "%.2d", t->tm_min); break;
            case 'n': strcpy(piece, "\n"); break;
            case 'p': strcpy(piece, t->tm_hour < 12 ? "AM" : "PM"); break;
            case 'r': strftime(piece, sizeof piece, "%I:%M:%S %p", t); break;
            case 'R': strftime(piece, sizeof piece, "%H:%M", t); break;
            case 'S': sprintf(piece, "%.2d", t->tm_sec); break;
            case 't': strcpy(piece, "\t"); break;
            case 'T': case 'X': strftime(piece, sizeof piece, "%H:%M:%S", t); break;
            case 'u': sprintf(piece, "%d", t->tm_wday ? t->tm_wday : 7); break;
            case 'U': sprintf(piece, "%.2d", week(t, 0)); break;
            case 'V': sprintf(piece, "%.2d", iso_week(t, &year)); break;
            case 'w': sprintf(piece, "%d", t->tm_wday); break;
            case 'W': sprintf(piece, "%.2d", week(t, 1)); break;
            case 'y': sprintf(piece, "%.2d", (t->tm_year % 100 + 100) % 100); break;
            case 'Y': sprintf(piece, "%d", 1900 + t->tm_year); break;
            case 'z': strcpy(piece, "+0000"); break;
            case 'Z': strcpy(piece, "UTC"); break;
            case '%': strcpy(piece, "%"); break;
            default:
                __vouch_undefined(193, "7.27.3.5p7", "unknown conversion of strftime");
                return 0;
            }
        }
        size_t length = strlen(piece);
        if (used + length >= size) return 0;
        memcpy(to + used, piece, length);
        used += length;
    }
    if (used >= size) return 0;
    to[used] = 0;
    return used;
}
