// item: 176
#include <stdlib.h>
int main(void) {
    char *p = malloc(0); return *p;
}
