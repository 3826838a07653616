/* getopt of <unistd.h> (POSIX 2017). */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

char *optarg;
int optind = 1, opterr = 1, optopt;
static int inside = 1;

int getopt(int count, char *const arguments[], const char *letters)
{
    if (optind >= count || !arguments[optind] || arguments[optind][0] != '-'
        || !arguments[optind][1])
        return -1;
    if (!strcmp(arguments[optind], "--")) { optind++; return -1; }
    char *word = arguments[optind];
    int letter = optopt = (unsigned char)word[inside++];
    const char *found = letter == ':' ? 0 : strchr(letters, letter);
    int last = !word[inside];
    if (last) { optind++; }
    if (!found) {
        if (last) inside = 1;
        if (opterr && *letters != ':')
            fprintf(stderr, "%s: invalid option -- '%c'\n", arguments[0], letter);
        return '?';
    }
    if (found[1] != ':') {
        if (last) inside = 1;
        return letter;
    }
    if (!last) { optarg = word + inside; optind++; inside = 1; return letter; }
    inside = 1;
    if (found[2] == ':') { optarg = 0; return letter; }
    if (optind < count) { optarg = arguments[optind++]; return letter; }
    if (opterr && *letters != ':')
        fprintf(stderr, "%s: option requires an argument -- '%c'\n", arguments[0], letter);
    return *letters == ':' ? ':' : '?';
}
