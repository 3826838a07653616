// the near miss of item 39: nothing to report
int main(void) {
    char text[] = "a b", *strtok();
    strtok(text, " ");
    return 0;
}
