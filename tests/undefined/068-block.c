// item: 68
int main(void) {
    int a[2] = { 0 };
    {
        int *restrict p = a;
        *p = 1;
        return a[0] - 1;
    }
}
