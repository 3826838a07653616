// item: 11
int main(void) {
    int x; int *p = &x;
    return *p;
}
