// item: 46
int main(void) {
    int a[3] = { 0 }, i = 4; return a[i];
}
