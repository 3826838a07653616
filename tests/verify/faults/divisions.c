/* Divisions by constants that need each form of the reciprocal. */
unsigned by_seven(unsigned x) { return x / 7; }
int signed_by_ten(int x) { return x / 10; }
