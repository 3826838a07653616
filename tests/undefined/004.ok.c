// the near miss of item 4: nothing to report
// flags: --strict
int main(int argc, char **argv) { return argv[argc] != 0; }
