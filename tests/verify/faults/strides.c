/* Addresses that a counter makes: pointers that step along where addresses have no scaled index. */
long sum(long const *a, int n)
{
    long total = 0;
    for (int i = 0; i < n; i++)
        total += a[i];
    return total;
}

void spread(int *to, short const *from, long n, long shift)
{
    for (long i = 3; i < n; i += 2) {
        to[i + shift] = from[i];
        to[i + shift + 1] += from[4 * i + 7];
    }
}

void cleared(double (*rows)[8], int n, int column)
{
    for (int i = 0; i < n; i++)
        rows[i][column] = 0;
}
