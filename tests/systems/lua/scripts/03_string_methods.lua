local s = "Hello, World"
print(#s, s:upper(), s:lower(), s:reverse(), s:rep(3, "-"), s:sub(3, -3), s:sub(-5), s:byte(1, 5))
print(string.char(72, 105), s:find("o"), s:find("o", 6), s:find("l+"), s:find(".", 1, true), s:len())
print(("x"):rep(0), ("ab"):rep(4), ("%d"):format(9), s == "Hello, World", s < "Help", "a" .. 1 .. 2.5)
print(tostring(nil), tostring(true), tonumber("  12  "), tonumber("z", 36), tonumber("ff", 16), tonumber("1e1"), tonumber("x"))
