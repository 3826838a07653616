// the near miss of item 178: nothing to report
#include <stdlib.h>
int main(void) {
    return aligned_alloc(64, 128) == 0;
}
