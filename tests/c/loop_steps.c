/* Loops whose pointers and counters step before, between and behind the uses of the old value. */
#include <stdio.h>

#define APART __attribute__((noinline)) static

APART int count(const char *s, char c) { int n = 0; while (*s) if (*s++ == c) n++; return n; }

APART unsigned hash(const unsigned char *p)
{
    unsigned h = 5381;
    int c;
    while ((c = *p++))
        h = h * 33 ^ c;
    return h;
}

APART int backwards(const int *end, int n) { int s = 0; while (n--) s = s * 3 + *--end; return s; }

APART long skip(const char *s)
{
    const char *old = s;
    while (*s == ' ') {
        old = s;
        s++;
    }
    return s - old;
}

APART int previous(int n)
{
    int before = 0, sum = 0;
    for (int i = 0; i != n; i++) {
        sum += before * i;
        before = i;
    }
    return sum;
}

APART void copy(char *to, const char *from) { while ((*to++ = *from++)); }

APART int both(const char *a, const char *b)
{
    while (*a && *a++ == *b++)
        if (a[0] == 'x' && a[-1] == 'b')
            return 7;
    return a[-1] - b[-1];
}

APART void fill(int *p, unsigned n)
{
    do {
        unsigned m = n--;
        if (m == 3)
            continue;
        p[m] = m * 2;
    } while (n != 0);
}

APART unsigned char down(unsigned char n) { unsigned char k = 0; while (n-- != 0) k += n; return k; }

APART int alternate(const double *table, int n, int rows)
{
    double even = 0, odd = 1;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < n; j++) {
            double next = table[i * n + j] + odd;
            odd = even - table[j * rows + i];
            even = next;
        }
    return (int)(even * 8 + odd);
}

int main(void)
{
    int numbers[32];
    double table[12];
    char text[64];
    for (int i = 0; i < 32; i++)
        numbers[i] = i * i;
    for (int i = 0; i < 12; i++)
        table[i] = i / 4.0;
    printf("%d %u %d %ld\n", count("hello world", 'l'), hash((const unsigned char *)"vouch"),
           backwards(numbers + 9, 9), skip("   x"));
    copy(text, "abbxbx");
    printf("%s %d %d\n", text, previous(10), both(text, "abbxcx"));
    fill(numbers, 9);
    for (int i = 0; i < 12; i++)
        printf("%d ", numbers[i]);
    printf("\n%d %d %d\n", down(0), down(200), alternate(table, 3, 4));
    return 0;
}

/* expect:
3 190121346 560964 1
abbxbx 240 7
0 2 4 9 8 10 12 14 16 18 100 121 
0 188 8
*/
