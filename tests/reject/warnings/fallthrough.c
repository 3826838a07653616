// options: -Wimplicit-fallthrough -c
int g(int); void die(void) __attribute__((noreturn));
void t(int n, int a) {
  switch (n) {
  case 0: g(0);
  case 1: g(1); break;
  case 2: a = 1;
  case 3: if (a) g(3);
  case 4: if (a) return;
  case 5: if (a) return; else g(5);
  case 6: if (a) g(6); else return;
  case 7: if (a) return; else return;
  case 8: { g(8); }
  case 9: { g(9); break; }
  case 10: while (a) g(1);
  case 11: while (1) g(1);
  case 12: for (;;) { if (a) break; }
  case 13: for (int i = 0; i < a; i++) g(i);
  case 14: do { g(1); } while (a);
  case 15: die();
  case 16: g(16); /* fall through */
  case 17: g(17); // FALLTHRU
  case 18: g(18); __attribute__((fallthrough));
  case 19: g(19);
  case 20: break;
  case 21: g(21);
  case 22: return;
  case 23: switch (a) { case 1: g(2); break; }
  case 24: switch (a) { case 1: return; default: return; }
  case 25: ;
  case 26: g(26); ;
  case 27: { int k = 3; g(k); }
  case 28: { int k = 3; g(k); /* fallthrough */ }
  case 29: a++;
  case 30: goto out;
  case 31: a = a ? 1 : 2;
  lab: case 32: g(32);
  lab2: g(33); break;
  case 34: (void)0;
  case 35: a += 2;
  case 36: if (a) { g(1); break; } else { g(2); }
  case 37: if (a) { g(1); break; } g(3);
  case 38: a; 
  case 39: { if (a) { g(1); } else { return; } }
  case 40: if (a) g(1); else g(2);
  case 41: if (a) { if (n) return; g(3); }
  case 42: if (a) { g(3); return; } else if (n) { return; }
  case 43: __asm__("");
  case 44: { g(1); { g(2); } }
  case 45: { switch (a) { case 1: g(1); case 2: g(2); } }
  default: g(99);
  }
 out: g(0);
  goto lab; goto lab2;
}
