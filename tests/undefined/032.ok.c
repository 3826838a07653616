// the near miss of item 32: nothing to report
int main(void) {
    return __func__[0] != 'm';
}
