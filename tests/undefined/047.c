// item: 47
int main(void) {
    int a[3] = { 0 }, *p = a + 3; return *p;
}
