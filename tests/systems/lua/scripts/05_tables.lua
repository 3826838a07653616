local t = {5, 2, 8, 1, 9, 3}
table.sort(t) print(table.concat(t, ","))
table.sort(t, function(a, b) return a > b end) print(table.concat(t, ","))
table.insert(t, 7) table.insert(t, 1, 0) print(table.concat(t, " "), table.remove(t), table.remove(t, 1), #t)
print(table.unpack({1, 2, 3}, 2), select("#", table.unpack({n = 3}, 1, 3)), table.pack(1, nil, 3).n)
print(table.concat(table.move({1, 2, 3}, 1, 3, 3), ","), next({}), rawlen({1, 2}), rawequal(t, t))
local big = {} for i = 1, 1000 do big[i] = (i * 7919) % 1009 end table.sort(big)
local ok = true for i = 2, #big do ok = ok and big[i-1] <= big[i] end print(ok, big[1], big[1000])
print(pcall(table.sort, {3, 1, "x"}))
