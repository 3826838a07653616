print(utf8.char(72, 228, 8364, 128512), utf8.len("häß€"), #utf8.char(0x7FFFFFFF), utf8.charpattern == "[\0-\x7F\xC2-\xFD][\x80-\xBF]*")
for p, c in utf8.codes("aé€") do io.write(p, ":", c, " ") end print() print(utf8.codepoint("héllo", 1, -1))
print(utf8.offset("aé€b", 3), utf8.offset("aé€b", -1), utf8.len("\xff"), "\u{48}\u{20AC}", "\x41\65\z
   B")
