// the near miss of item 51: nothing to report
int main(void) {
    int n = 31; return 1u << n == 0;
}
