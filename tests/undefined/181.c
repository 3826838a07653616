// item: 181
#include <stdlib.h>
int main(void) {
    char *p = malloc(1); *p = 0; p = realloc(p, 2); return p[1];
}
