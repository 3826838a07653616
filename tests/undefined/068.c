// item: 68
static void scale(int n, int *restrict to, const int *restrict from) {
    while (n-- > 0) *to++ = *from++ * 2;
}
int main(void) {
    int d[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    scale(4, d + 1, d);
    return d[0] - 1;
}
