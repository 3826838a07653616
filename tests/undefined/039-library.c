// item: 39
int main(void) {
    char *strtok();
    strtok(0, " ");
    return 0;
}
