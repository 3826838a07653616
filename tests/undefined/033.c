// item: 33
int main(void) {
    char *p = "abc"; p[0] = 1; return 0;
}
