/* Library calls that the compiler simplifies keep their results and their order. */
#include <math.h>
#include <stdio.h>
#include <string.h>

volatile float half = 2.5f;

int main(void)
{
    char buf[40], other[40];
    char *end;
    printf("plain\n");
    printf("%s\n", "string");
    printf("c");
    printf("%c", '!');
    printf("");
    printf("no newline");
    printf("\n%d\n", printf("counted\n"));
    fprintf(stdout, "to %s\n", "stdout");
    fprintf(stdout, "x");
    fprintf(stdout, "%s", "yz\n");
    fputs("", stdout);
    puts("");
    printf("%d %s\n", sprintf(buf, "abc"), buf);
    printf("%d %s\n", sprintf(buf, "%s", "defgh"), buf);
    strcpy(other, buf);
    printf("%d %s\n", sprintf(buf, "%s", other + 1), buf);
    printf("%d %s\n", snprintf(buf, 4, "%s", "truncated"), buf);
    printf("%d %s\n", snprintf(buf, 40, "fits"), buf);
    end = stpcpy(buf, "first");
    strcpy(end, "+second");
    printf("%s %d\n", buf, (int)(end - buf));
    memset(other, '#', sizeof other);
    strncpy(other, "padded", 4);
    other[6] = 0;
    printf("%s\n", other);
    strcat(buf, "");
    strncat(buf, "third", 2);
    printf("%s\n", buf);
    printf("%d %d %d\n", strcmp("a", "b") < 0, strncmp("abc", "abd", 2), memcmp(buf, other, 0));
    printf("%s %s\n", strchr("a.b.c", '.'), strrchr("a.b.c", '.'));
    printf("%d %d\n", strchr("abc", 'x') == NULL, *strchr("abc", 0));
    printf("%d %d\n", (int)strlen("four"), (int)strlen("with\0zero"));
    printf("%g %g %g %g\n", floor(half), ceil(half), (double)(float)round(half), trunc(-half));
    return 0;
}

/* expect:
plain
string
c!no newlinecounted

8
to stdout
xyz

3 abc
5 defgh
4 efgh
9 tru
4 fits
first+second 5
padd##
first+secondth
1 0 0
.b.c .c
1 0
4 4
2 3 3 -2
*/
