// item: 37
int main(void) {
    int x = 0; float *p = (float *)&x; return *p != 0;
}
