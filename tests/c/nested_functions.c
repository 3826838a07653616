/* Nested functions: the static chain, trampolines, jumps to labels of the function around. */
#include <stdio.h>

int apply(int (*f)(int), int x) { return f(x); }

int outer(int k)
{
    int total = 0;
    auto int twice(int);
    int add(int x) { total += x; return total + k; }
    int twice(int x) { return add(x) + add(x); }
    int plain(int x) { return x * x; }
    printf("%d %d\n", twice(k), plain(k));
    printf("%d %d\n", apply(add, 5), apply(plain, 7));
    printf("%d\n", apply(twice, 5));
    return total;
}

int deep(int n)
{
    int a = n;
    int one(int b) {
        int c = b + a;
        int two(int d) {
            int e[n];
            for (int i = 0; i < n; i++) e[i] = a + c + d;
            a++;
            int s = 0;
            for (int i = 0; i < n; i++) s += e[i];
            return s;
        }
        return apply(two, b);
    }
    int r = one(3);
    return r * 100 + a;
}

int jump(int n)
{
    __label__ out;
    int v = 1;
    int room[n];
    void leave(int x) { v = x; room[n - 1] = x + 1; if (x > 3) goto out; }
    for (int i = 0; i < n; i++) { char more[i + 1]; more[i] = i; leave(more[i]); }
    return -1;
out:
    return v * 1000 + room[n - 1];
}

int by_address(int n)
{
    __label__ first, second;
    void *where(int k) { return k ? &&second : &&first; }
    goto *where(n);
first:
    return 1;
second:
    return 2;
}

struct big { int a[10]; };
int memory(struct big b, int n, int m[n][n])
{
    int sum(int i) { return b.a[i] + m[i][i]; }
    struct big change(int k) { struct big r = b; r.a[0] = k; return r; }
    return sum(0) + sum(1) + change(50).a[0];
}

int recursive(int n)
{
    int calls = 0;
    int fib(int k) { calls++; return k < 2 ? k : fib(k - 1) + fib(k - 2); }
    int r = fib(n);
    return r * 1000 + calls;
}

int main(void)
{
    printf("%d\n", outer(3));
    printf("%d\n", deep(4));
    printf("%d %d\n", jump(2), jump(10));
    printf("%d %d\n", by_address(0), by_address(1));
    int m[2][2] = {{1, 2}, {3, 4}};
    printf("%d\n", memory((struct big){{10, 20}}, 2, m));
    printf("%d\n", recursive(10));
    return 0;
}

/* expect:
15 9
14 49
43
21
5605
-1 4005
1 2
85
55177
*/
