// item: 22
// flags: --strict
int main(void) {
    register int a[2];
    return a == 0;
}
