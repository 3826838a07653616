// options: -O0
int home(int a, short b)
{
    int c = a + b;
    if (0)
        c = nowhere();
    return c ? c : 7;
}
