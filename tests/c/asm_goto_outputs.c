/* asm goto with outputs: they hold at every exit; labels are numbered behind "+" outputs twice. */
#include <stdio.h>

#if defined __x86_64__
#define W "%k"
#define SET "movl %1, %0\n\t"
#define ADD "addl %k1, %k0\n\t"
#define BUMP "incl %0\n\t"
#define JUMP_IF_ZERO(value, label) "testl " value ", " value "\n\tjz " label
#elif defined __aarch64__
#define W "%w"
#define SET "mov %w0, %w1\n\t"
#define ADD "add %w0, %w0, %w1\n\t"
#define BUMP "ldr w16, %0\n\tadd w16, w16, 1\n\tstr w16, %0\n\t"
#define JUMP_IF_ZERO(value, label) "cbz " value ", " label
#else
#define W "%"
#define SET "mv %0, %1\n\t"
#define ADD "addw %0, %0, %1\n\t"
#define BUMP "lw t0, %0\n\taddi t0, t0, 1\n\tsw t0, %0\n\t"
#define JUMP_IF_ZERO(value, label) "beqz " value ", " label
#endif

/* an output in a register, read at both exits */
static int copied(int x)
{
    int y;
    asm goto(SET JUMP_IF_ZERO(W "1", "%l2") : "=&r"(y) : "r"(x) : "cc" : zero);
    return y;
zero:
    return y - 1;
}

/* "+": label 0 has number 4; two labels, one by name */
static int counted(int x, int n, int other)
{
    asm goto(ADD JUMP_IF_ZERO(W "1", "%l4") "\n\t" JUMP_IF_ZERO(W "2", "%l[second]")
             : "+r"(x) : "r"(n), "r"(other) : "cc" : first, second);
    return x;
first:
    return x + 1000;
second:
    return x + 2000;
}

/* memory that is a variable in a register otherwise */
static int bumped(int x)
{
    int count = 10;
    asm goto(BUMP JUMP_IF_ZERO(W "1", "%l3")
             : "+m"(count) : "r"(x) :
#if defined __x86_64__
             "cc"
#elif defined __aarch64__
             "x16"
#else
             "t0"
#endif
             : zero);
    return count;
zero:
    return -count;
}

/* in a loop: the exit goes back */
static int looped(int n)
{
    int turns = 0, left = n;
again:
    turns++;
    left--;
    asm goto(SET JUMP_IF_ZERO(W "1", "%l2") : "=&r"(n) : "r"(left) : "cc" : done);
    goto again;
done:
    return turns + n;
}

/* one number in the whole text */
static int unique(int x)
{
#if defined __x86_64__
    asm("testl %0, %0\n\tjz .Lskip%=\n\tincl %0\n.Lskip%=:" : "+r"(x) : : "cc");
#elif defined __aarch64__
    asm("cbz %w0, .Lskip%=\n\tadd %w0, %w0, 1\n.Lskip%=:" : "+r"(x));
#else
    asm("beqz %0, .Lskip%=\n\taddiw %0, %0, 1\n.Lskip%=:" : "+r"(x));
#endif
    return x;
}

int main(void)
{
    printf("%d %d\n", copied(5), copied(0));
    printf("%d %d %d\n", counted(7, 5, 1), counted(7, 0, 1), counted(7, 5, 0));
    printf("%d %d\n", bumped(1), bumped(0));
    printf("%d\n", looped(4));
    printf("%d %d\n", unique(0), unique(41));
    return 0;
}

/* expect:
5 -1
12 1007 2012
11 -11
4
0 42
*/
