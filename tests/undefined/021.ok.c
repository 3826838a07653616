// the near miss of item 21: nothing to report
int main(void) {
    int x; x = 0;
    return x;
}
