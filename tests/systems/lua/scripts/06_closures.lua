local function counter() local n = 0 return function() n = n + 1 return n end, function() return n end end
local inc, get = counter() inc() inc() print(get())
local fs = {} for i = 1, 5 do fs[i] = function() i = i + 1 return i end end
print(fs[1](), fs[1](), fs[2](), fs[5]())
local function compose(...) local f = {...} return function(x) for i = #f, 1, -1 do x = f[i](x) end return x end end
print(compose(function(x) return x + 1 end, function(x) return x * 2 end)(5))
local function fib(n) return n < 2 and n or fib(n-1) + fib(n-2) end print(fib(20))
print((function(...) return select("#", ...) end)(nil, nil))
