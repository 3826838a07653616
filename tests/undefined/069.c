// item: 69
int main(void) {
    int x = 0;
    int *restrict p = &x, *restrict q;
    q = p;
    return *q;
}
