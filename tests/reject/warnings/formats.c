// options: -Wall -Wno-unused-result -fsyntax-only
#include <stdio.h>
#include <time.h>
#include <stddef.h>
void f(int i, long l, char *s, double d, struct tm *t, wchar_t *w, size_t z)
{
  char b[99];
  printf("%1$d %2$s\n", i, s);
  printf("%2$s %1$d\n", i, s);
  printf("%1$d %1$ld\n", i);
  printf("%2$d\n", i, i);
  printf("%1$d %d\n", i, i);
  printf("%d %1$d\n", i, i);
  printf("%3$d\n", i, i);
  printf("%1$*2$d\n", i, i);
  printf("%1$*2$d\n", i, l);
  printf("%1$d %2$d\n", i, l);
  printf("%0$d\n", i);
  printf("%1$d\n", i, i);
  printf("%d %s\n", l, i);
  printf("%d\n");
  printf("%d %d\n", i);
  printf("%d\n", i, i);
  printf("%y\n", i);
  printf("%");
  printf("%l");
  printf("%zu %zd %jd %td\n", i, z, l, l);
  printf("%5.*f %*d\n", i, d, l, i);
  printf("%hhd %hd %lld %Lf\n", i, i, l, d);
  printf("%ls %lc %c\n", s, i, i);
  printf("%n\n", &l);
  printf("%p %p\n", i, s);
  printf("%-05d %+ d % +d\n", i, i, i);
  printf("%#d %0s %.3c\n", i, s, i);
  printf("%s\n", 0);
  printf("");
  printf(s);
  fprintf(stderr, s);
  printf("a\0b");
  printf("%" "d" "%s\n", l, i);
  sprintf(b, "%s", i); snprintf(b, 9, "%d", s);
  strftime(b, 9, "%Y-%m-%d %H:%M:%S %Q", t);
  strftime(b, 9, "%y %c %x %D %g", t);
  strftime(b, 9, "%Ey %Od %EQ %", t);
  strftime(b, 9, "%_d %5d", t);
  scanf("%d %s %f %lf", &l, &i, &d, &d);
  scanf("%1$d %2$s", &i, s);
  scanf("%5d %*d %[a-z] %c %ms", &i, s, s, &s);
  scanf("%d", i);
  scanf("%y", &i);
  scanf("%[abc", s);
  scanf("%d %d", &i);
}
