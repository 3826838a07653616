// item: 44
int main(void) {
    int *p = 0; return (double)p == 0;
}
