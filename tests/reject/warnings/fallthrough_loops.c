// options: -Wimplicit-fallthrough -c
int g(int); void die(void) __attribute__((noreturn));
void t(int n, int a) {
  int i; 
  switch (n) {
  case 0: for (i = 0; i < a; i++) g(i);
  case 1: g(1);
  case 2: for (int k = 0; k < 3; k++) { g(k); }
  case 3: g(2);
  case 4: for (int k = 0; k < a; k++) { g(k); }
  case 5: g(5);
  case 6: while (1) { g(1); if (a) break; }
  case 7: g(7);
  case 8: for (;;) { g(1); if (a) break; }
  case 9: g(9);
  case 10: do { g(1); if (a) break; } while (1);
  case 11: g(11);
  case 12: for (i = 0; i < 3; i++) { if (a) break; }
  case 13: { while (a) g(1); }
  case 14: g(14);
  case 15: { int k; if (a) g(k = 2); }
  case 16: { int k = a; if (k) g(2); }
  case 17: { int k = a; g(k); }
  case 18: { break; }
  case 19: g(19);
  case 20: { return; }
  case 21: g(21);
  case 22: ;
    goto x;
  case 23: g(23);
  case 24: a = 3; break;
  x: ;
  case 25: g(25);
  }
}
