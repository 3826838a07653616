// item: 194
#include <string.h>
int main(void) {
    strtok(0, " "); return 0;
}
