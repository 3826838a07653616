// the near miss of item 45: nothing to report
int main(void) {
    int z = 1; return 0 / z;
}
