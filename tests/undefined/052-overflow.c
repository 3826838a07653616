// item: 52
int main(void) {
    int x = 1 << 30; return x << 1;
}
