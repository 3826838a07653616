/* Binary trees made and dropped: calls, recursion, malloc and free. */
#include <stdio.h>
#include <stdlib.h>

struct node { struct node *left, *right; };

static struct node *grow(int depth)
{
    struct node *made = malloc(sizeof *made);
    if (!made)
        exit(1);
    made->left = depth > 0 ? grow(depth - 1) : NULL;
    made->right = depth > 0 ? grow(depth - 1) : NULL;
    return made;
}

static int count(const struct node *tree)
{
    return tree->left ? 1 + count(tree->left) + count(tree->right) : 1;
}

static void drop(struct node *tree)
{
    if (tree->left) {
        drop(tree->left);
        drop(tree->right);
    }
    free(tree);
}

int main(int argc, char **argv)
{
    int deepest = argc > 1 ? atoi(argv[1]) : 10;
    struct node *tree = grow(deepest + 1);
    printf("stretch tree of depth %d: %d\n", deepest + 1, count(tree));
    drop(tree);
    struct node *kept = grow(deepest);
    for (int depth = 4; depth <= deepest; depth += 4) {
        int trees = 1 << (deepest - depth + 4), sum = 0;
        for (int i = 0; i < trees; i++) {
            struct node *one = grow(depth);
            sum += count(one);
            drop(one);
        }
        printf("%d trees of depth %d: %d\n", trees, depth, sum);
    }
    printf("long lived tree of depth %d: %d\n", deepest, count(kept));
    drop(kept);
    return 0;
}
