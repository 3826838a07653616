// item: 46
int main(void) {
    int a[3], *p = a; p = p + 4; return p == a;
}
