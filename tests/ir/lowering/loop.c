// options: -O1
int sum(int *p, int n)
{
    int t = 0;
    for (int i = 0; i < n; i++)
        if (__builtin_expect(p[i] < 0, 0))
            t -= p[i];
        else
            t += p[i];
    return t;
}
