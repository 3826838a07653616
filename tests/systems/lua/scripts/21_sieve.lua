local n, p, c = 20000, {}, 0 for i = 2, n do p[i] = true end for i = 2, n do if p[i] then c = c + 1 for j = i * i, n, i do p[j] = false end end end print(c)
local h = 0 for i = 1, 100000 do h = (h * 31 + i) & 0xffffffff end print(h) local x = 12345 for i = 1, 1000 do x = x ~ (x << 13) x = x ~ (x >> 7) x = x ~ (x << 17) end print(x)
