// item: 69
int main(void) {
    int x = 0;
    int *restrict p = &x;
    { int *restrict q = p; return *q; }
}
