int foo(void); int bar(void); int flag;
#define GUARD if (flag) foo(); bar();
int f(int a) {
  if (flag)
    foo();
    bar();
  if (flag) foo(); bar();
  while (flag); { foo(); }
  for (a = 0; a < 3; a++);
    foo();
  if (flag) { foo(); } bar();
  if (flag)
    foo();
  else
    bar();
    foo();
  if (flag) foo();
  else bar(); foo();
  if (flag)
    foo();
  bar();
  while (flag)
	foo();
	bar();
  if (flag)
    foo();
    /* comment */ bar();
  if (flag) foo();
    bar();
  GUARD
  if (flag)
    foo();
#ifdef X
#else
    bar();
#endif
  if (flag)
  foo();
  bar();
  if (flag)
    goto out;
out:
    foo();
  if (flag) { foo(); } else
    foo();
    bar();
  return a;
}
