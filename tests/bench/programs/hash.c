/* A string hash table and a sort with a callback: division by constants, pointers, calls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 65521

struct entry { struct entry *next; unsigned count; char name[12]; };

static struct entry *table[BUCKETS];
static struct entry **all;
static size_t entries;

static struct entry *lookup(const char *name)
{
    unsigned hash = 5381;
    for (const char *p = name; *p; p++)
        hash = hash * 33 + (unsigned char)*p;
    struct entry **slot = &table[hash % BUCKETS];
    for (struct entry *e = *slot; e; e = e->next)
        if (strcmp(e->name, name) == 0)
            return e;
    struct entry *made = calloc(1, sizeof *made);
    strcpy(made->name, name);
    made->next = *slot;
    *slot = made;
    all[entries++] = made;
    return made;
}

static int by_count(const void *left, const void *right)
{
    const struct entry *a = *(struct entry *const *)left, *b = *(struct entry *const *)right;
    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return strcmp(a->name, b->name);
}

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 10000;
    unsigned seed = 42;
    all = malloc(sizeof *all * 100000);
    for (int i = 0; i < n; i++) {
        char name[12];
        int length = 0;
        seed = seed * 1103515245u + 12345u;
        unsigned value = (seed >> 8) % 50000;
        do {
            name[length++] = 'a' + value % 10;
            value /= 10;
        } while (value);
        name[length] = 0;
        lookup(name)->count++;
    }
    qsort(all, entries, sizeof *all, by_count);
    for (size_t i = 0; i < entries && i < 5; i++)
        printf("%s %u\n", all[i]->name, all[i]->count);
    printf("%zu\n", entries);
    return 0;
}
