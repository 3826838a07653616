// item: 49
int main(void) {
    int a[2][3] = { 0 }, i = 3; a[0][i] = 1; return 0;
}
