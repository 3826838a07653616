#include <stdio.h>
#include <wchar.h>
#include <wctype.h>
#include <time.h>
#include <locale.h>
#include <complex.h>
#include <unistd.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <fenv.h>
int main(int argc, char **argv) {
  wchar_t w[32]; wcscpy(w, L"hello"); wcscat(w, L" wide"); printf("%zu %d %ls\n", wcslen(w), wcscmp(w, L"hello"), w);
  wchar_t *save; wchar_t t[] = L"a,b;c"; for (wchar_t *p = wcstok(t, L",;", &save); p; p = wcstok(0, L",;", &save)) printf("[%ls]", p);
  printf(" %ld %g %d\n", wcstol(L"0x1f zz", 0, 16), wcstod(L"2.5e3", 0), iswalpha(L'q') && !iswdigit(L'q') && towupper(L'q') == L'Q');
  char mb[16]; printf("%zu %s %d\n", wcstombs(mb, L"abc", 16), mb, mbtowc(w, "x", 1));
  time_t c = 1700000000; struct tm *tm = gmtime(&c); char buf[100]; strftime(buf, 100, "%Y-%m-%d %H:%M:%S %j %U %V %A %p", tm); printf("%s | %s", buf, asctime(tm));
  struct tm x = { .tm_year = 100, .tm_mon = 14, .tm_mday = -3 }; time_t back = mktime(&x); printf("%ld %d %d %d %d\n", (long)back, x.tm_year, x.tm_mon, x.tm_mday, x.tm_wday);
  double complex z = csqrt(-4 + 0 * I), e = cexp(I * 3.14159265358979); printf("%.3f %.3f %.3f %.3f\n", creal(z), cimag(z), creal(e), cimag(cpow(1 + I, 2)));
  printf("%s %d %d\n", localeconv()->decimal_point, fegetround() == FE_TONEAREST, setlocale(LC_ALL, "C") != 0);
  char *args[] = { "p", "-a", "-bval", "-c", "7", "rest", 0 }; int o; while ((o = getopt(6, args, "ab:c:")) != -1) printf("%c=%s ", o, o == 'a' ? "" : optarg); printf("%s\n", args[optind]);
  setenv("VOUCH_X", "y", 1); printf("%s\n", getenv("VOUCH_X"));
  char name[64]; tmpnam(name); int fd = open(name, O_CREAT | O_RDWR, 0600); write(fd, "data1", 5); lseek(fd, 0, SEEK_SET); read(fd, buf, 5); buf[5] = 0; printf("%s %d\n", buf, close(fd));
  FILE *f = fopen(name, "r+"); fpos_t pos; fgetc(f); fgetpos(f, &pos); fgetc(f); fsetpos(f, &pos); printf("%c\n", fgetc(f)); f = freopen(name, "w", f); fwprintf(f, L"%d %ls\n", 5, L"wide"); fclose(f);
  f = fopen(name, "r"); fgetws(w, 32, f); fclose(f); printf("%ls", w); remove(name); struct timespec ts; printf("%d\n", timespec_get(&ts, TIME_UTC));
  swprintf(w, 32, L"%05d|%s", 42, "n"); int n; swscanf(w, L"%d", &n); printf("%ls %d\n", w, n);
  return 0; }
