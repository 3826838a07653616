local s = string.pack("<i4 >I2 z s1 d", -2, 513, "abc", "xy", 1.5) print(#s, s:byte(1, 6)) print(string.unpack("<i4 >I2 z s1 d", s))
print(string.packsize("i4 i8 !8 d"), string.unpack("<f", string.pack("<f", 0.5)), string.pack(">I3", 66051):byte(1, -1))
print(pcall(string.pack, "i1", 200)) print(string.unpack("<i16", string.pack("<i16", -5)), string.pack("<j", -1) == ("\xff"):rep(8))
