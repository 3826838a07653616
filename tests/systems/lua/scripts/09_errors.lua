print(pcall(error, "msg", 0)) print(pcall(error, {1})  == false) print(select(2, pcall(error)))
print(xpcall(function() error("deep") end, function(m) return "handled: " .. m:gsub("^.-:%d+: ", "") end))
local ok, m = pcall(function() local x = nil; return x.y end) print(ok, (m:gsub("^.-:%d+: ", "")))
local ok, m = pcall(function() return #5 end) print(ok, (m:gsub("^.-:%d+: ", "")))
local ok, m = pcall(function() return {} < {} end) print(ok, (m:gsub("^.-:%d+: ", "")))
local ok, m = pcall(function() return 1 .. {} end) print(ok, (m:gsub("^.-:%d+: ", "")))
print(pcall(assert, false, "assertion")) print(pcall(assert, nil)) print(assert(1, 2))
local function loop() return loop() .. "" end
local ok, m = pcall(loop) print(ok, m:find("stack overflow") ~= nil)
