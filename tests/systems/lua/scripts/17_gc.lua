local weak = setmetatable({}, {__mode = "k"}) for i = 1, 100 do weak[{}] = i end collectgarbage() local n = 0 for _ in pairs(weak) do n = n + 1 end print(n)
local order = {} for i = 1, 3 do setmetatable({}, {__gc = function() order[#order + 1] = i end}) end collectgarbage() collectgarbage() table.sort(order) print(table.concat(order, ","))
local t = {} for i = 1, 200000 do t = {t, i % 10 == 0 and {} or nil} if i % 100 == 0 then t = {} end end print(collectgarbage("count") > 0, collectgarbage("isrunning"))
print(collectgarbage("incremental"), collectgarbage("generational"), collectgarbage("incremental")) local s = "" for i = 1, 3000 do s = s .. i end print(#s)
