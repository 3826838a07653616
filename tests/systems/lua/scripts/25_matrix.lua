local function mul(a, b) local n, r = #a, {} for i = 1, n do r[i] = {} for j = 1, n do local s = 0 for k = 1, n do s = s + a[i][k] * b[k][j] end r[i][j] = s end end return r end
local n, a, b = 30, {}, {} for i = 1, n do a[i], b[i] = {}, {} for j = 1, n do a[i][j] = (i * j) % 7 b[i][j] = (i + j) % 5 + 0.5 end end local c = mul(a, b) print(c[1][1], c[30][30], c[15][7])
