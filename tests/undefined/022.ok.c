// the near miss of item 22: nothing to report
// flags: --strict
int main(void) {
    register int a[2];
    return sizeof a == 0;
}
