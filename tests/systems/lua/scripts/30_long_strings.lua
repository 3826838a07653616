print([[
first newline dropped
]] .. [==[a]]b]==], #"\z
     abc", "tab\tq\"uote\'\\", '\065\x42\u{43}') --[[ comment
 over lines ]] print(--[==[ x ]==] "after") local s = "" for i = 0, 255 do s = s .. string.char(i) end print(#s, s:byte(1), s:byte(256), #s:gsub("%c", ""), #s:gsub("%p", ""), #s:gsub("%s", ""), #s:gsub("%w", ""), #s:gsub("%x", ""), #s:gsub("%u", ""))
goto done do print("skipped") end ::done:: print(("x"):rep(10, ","), ("%s"):rep(3):format(1, 2, 3)) print(#("a\0b"), ("a\0b"):find("\0", 1, true), "a\0b" < "a\0c")
