// options: -O1
struct N { const char *s; struct N *next; int b : 4, c : 12; short d[3]; };
extern struct N second;
struct N first = { "one", &second, -1, 0x234, { [1] = 7 } };
static int hidden[4] = { [2 ... 3] = 9 };
int *into = &hidden[2];
const double pi = 3.0;
int weak __attribute__((weak)) = 1;
static int unused = 3;
_Thread_local int t;
extern int other __attribute__((alias("weak")));
