// the near miss of item 75: nothing to report
int main(void) {
    int n = 1; int a[n]; return sizeof a != 4;
}
