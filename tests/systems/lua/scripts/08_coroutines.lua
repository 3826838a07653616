local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i, i * i) end return "end" end) end
local g = gen(3) print(g()) print(g()) print(g()) print(g())
local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) local d, e = coroutine.yield(c * 2) return d + e end)
print(coroutine.resume(co, 1, 2)) print(coroutine.resume(co, 10)) print(coroutine.resume(co, 3, 4)) print(coroutine.resume(co))
print(coroutine.status(co), coroutine.isyieldable())
local bad = coroutine.create(function() error({code = 7}) end) local ok, e = coroutine.resume(bad) print(ok, e.code)
local function producer() return coroutine.create(function() for _, w in ipairs{"a", "b"} do coroutine.yield(w) end end) end
local p = producer() while true do local _, w = coroutine.resume(p) if not w then break end io.write(w, " ") end print()
local c = coroutine.create(function() local x <close> = setmetatable({}, {__close = function() print("closed") end}) coroutine.yield() end)
coroutine.resume(c) print(coroutine.close(c))
