/* Displacements at the edges of a byte, and index registers above the eighth. */
struct far { char before[128]; int at; char between[252]; int further; };
int edge(struct far *p) { return p->at + p->further; }
int table[64];
int many(int a, int b, int c, int d, long i, long j, long k, long l) {
    return table[i] + table[j] * a + table[k] * b + table[l] * c + d + table[i + j] * table[k + l];
}
