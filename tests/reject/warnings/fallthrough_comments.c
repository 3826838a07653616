// options: -Wimplicit-fallthrough -c
int g(int); void die(void) __attribute__((noreturn));
int t(int n, int a) {
  int i; int x[3];
  switch (n) {
  case 0: for (i = 0; i < a; i++) g(i);
  case 1: for (; a; ) g(2);
  case 2: for (int k = 0; k < 3; k++) { g(k); }
  case 3: while (a < 3) g(1);
  case 4: do { g(1); if (a) return 1; } while (0);
  case 5: g(5);
  case 6: return 1;
  case 7: g(7);
  case 8: return a;
  case 9: a ? g(1) : g(2);
  case 10: a && g(2);
  case 11: g(1), g(2);
  case 12: { int y[2] = {1,2}; g(y[0]); }
  case 13: { int y[2]; y[0] = a; }
  case 14: g(1);
      /* fallthrough */
      /* another */
  case 15: g(1);
      /* fallthrough - because */
  case 16: g(1);
      /* falls through here */
  case 17: g(1);
      // fall-through
#ifdef X
#endif
  case 18: g(1);
      /* Falls Through. */
  case 19: g(1);
      /*FALLTHROUGH*/ case 20: g(1);
      // else fall through
  case 21: (void) g(1);
  case 22: x[a] = 3;
  case 23: *x = g(3);
  case 24: ({ g(2); });
  case 25: a = g(3) + 2;
  case 26: switch (a) { case 1: g(1); break; default: return 2; }
  case 27: switch (a) { case 1: return 1; }
  case 28: if (a) { while (1) ; } else { g(2); }
  case 29: if (a) g(2); else if (n) g(3); else g(4);
  case 30: if (a) return 2; else if (n) return 4; else { g(3); g(4); }
  case 31: if (a) return 2; else if (n) g(4); else { g(3); return 4; }
  case 32: { g(1); goto l; l: ; }
  case 33: --a;
  case 34: a += 1; a;
  case 35: __builtin_unreachable();
  case 36: if (!a) { g(1); }
  case 37: { if (a) { g(2); } }
  case 38: { while (a) { if (g(1)) break; } }
  case 39: ; if (a == 1) g(3);
  }
  return 2;
}
