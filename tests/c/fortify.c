/* _FORTIFY_SOURCE: glibc's wrappers are inlined, sizes are found, overflows end the program. */
// options: -D_FORTIFY_SOURCE=2
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct record { char name[8]; char rest[8]; };

static void fill(char *p, const char *s) { strcpy(p, s); }

/* How a child that runs one of the cases ends: 0, or the signal. */
static int outcome(int which, char *text)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        char small[8];
        char *heap = malloc(8);
        close(2);
        (void)!open("/dev/null", O_WRONLY);
        switch (which) {
        case 0: strcpy(small, text); break;
        case 1: memcpy(small, text, strlen(text)); break;
        case 2: sprintf(small, "<%s>", text); break;
        case 3: strcpy(heap, text); break;
        case 4: strcat(strcpy(small, "ab"), text); break;
        case 5: snprintf(small, 8, "%s", text); break;
        }
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int main(int argc, char **argv)
{
    char buf[16];
    struct record v;
    printf("hello %d %s\n", argc, "x");
    snprintf(buf, sizeof buf, "%d-%s", argc, "abc");
    puts(buf);
    sprintf(buf, "%s", "lit");
    printf("%s\n", buf);
    memcpy(buf, "0123456789", 11);
    puts(buf);
    fill(v.name, "short");
    fprintf(stdout, "%s %c\n", v.name, 'c');
    int fd = open("/dev/null", O_RDONLY);
    printf("%d\n", (int)read(fd, buf, sizeof buf));
    close(fd);
#ifdef __OPTIMIZE__
    int killed = 6;
#else
    int killed = 0;
#endif
    char longer[] = "0123456789abcdef";
    for (int which = 0; which < 6; which++) {
        int fits = outcome(which, "1234");
        int over = killed ? outcome(which, longer) : 0;
        printf("%d %d\n", fits, over == (which == 5 ? 0 : killed));
    }
    return 0;
}

/* expect:
hello 1 x
1-abc
lit
0123456789
short c
0
0 1
0 1
0 1
0 1
0 1
0 1
*/
