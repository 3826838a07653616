// the near miss of item 52: nothing to report
int main(void) {
    unsigned x = 1u << 31; return x << 1;
}
