local V = {} V.__index = V
V.__add = function(a, b) return setmetatable({x = a.x + b.x}, V) end
V.__eq = function(a, b) return a.x == b.x end V.__lt = function(a, b) return a.x < b.x end
V.__le = function(a, b) return a.x <= b.x end V.__tostring = function(a) return "V(" .. a.x .. ")" end
V.__call = function(self, y) return self.x * y end V.__len = function() return 99 end
V.__concat = function(a, b) return tostring(a) .. "~" .. tostring(b) end V.__unm = function(a) return setmetatable({x = -a.x}, V) end
V.__idiv = function() return "idiv" end V.__band = function() return "band" end V.__shl = function() return "shl" end
local a, b = setmetatable({x = 3}, V), setmetatable({x = 4}, V)
print(tostring(a + b), a == b, a < b, a <= b, a(10), #a, a .. b, a .. "s", tostring(-a), a // 1, a & 1, a << 1)
local p = setmetatable({}, {__index = function(t, k) return k .. "!" end, __newindex = function(t, k, v) rawset(t, k, v * 2) end})
p.z = 21 print(p.z, p.q, getmetatable(p) ~= nil, getmetatable("").__index == string)
print(pcall(setmetatable, setmetatable({}, {__metatable = "locked"}), {}))
