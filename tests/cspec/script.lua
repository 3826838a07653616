-- Strings, tables, closures, metatables and coroutines: what Lua's interpreter does under vrun.
local function counter(start)
  local n = start
  return function(step)
    n = n + (step or 1)
    return n
  end
end

local words = {}
for word in ("the quick brown fox jumps over the lazy dog the end"):gmatch("%a+") do
  words[word] = (words[word] or 0) + 1
end
local names = {}
for name in pairs(words) do names[#names + 1] = name end
table.sort(names, function(a, b)
  if words[a] ~= words[b] then return words[a] > words[b] end
  return a < b
end)
for i, name in ipairs(names) do io.write(i, ":", name, "=", words[name], " ") end
print()

local Vector = {}
Vector.__index = Vector
Vector.__add = function(a, b) return setmetatable({ x = a.x + b.x, y = a.y + b.y }, Vector) end
Vector.__tostring = function(v) return string.format("(%g, %g)", v.x, v.y) end
local sum = setmetatable({ x = 0, y = 0 }, Vector)
for i = 1, 20 do sum = sum + setmetatable({ x = i, y = i / 4 }, Vector) end
print(sum, #tostring(sum))

local function walk(tree)
  if type(tree) == "table" then
    for _, branch in ipairs(tree) do walk(branch) end
  else
    coroutine.yield(tree)
  end
end
local leaves = {}
for leaf in coroutine.wrap(function() walk({ 1, { 2, { 3, "four" } }, { { 5 } }, 6 }) end) do
  leaves[#leaves + 1] = leaf
end
print(table.concat(leaves, " "), select("#", table.unpack(leaves)))

local a, b = counter(10), counter(100)
print(a(), a(5), b(), b(-1), a())
print(select(2, pcall(function() error({ code = 42 }) end)).code)
print(select(2, pcall(function() error("failed", 0) end)), 7 // 2, 7 % -3, 2 ^ 10, 1 << 40, 0x7f)
print(("%5.2f|%-6s|%q"):format(math.pi, "left", 'a "quoted" text'), ("x"):rep(3, "-"))
print(string.pack("<i4", -2):byte(1, -1), utf8.char(8364, 228), tostring(1e100), 10 // 0.3)
