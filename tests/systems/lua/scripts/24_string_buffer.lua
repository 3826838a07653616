local parts = {} for i = 1, 5000 do parts[#parts + 1] = ("%04x"):format(i * 2654435761 % 65536) end local s = table.concat(parts) print(#s, s:sub(1, 20), s:sub(-8))
local count = {} for c in s:gmatch(".") do count[c] = (count[c] or 0) + 1 end local keys = {} for k in pairs(count) do keys[#keys + 1] = k end table.sort(keys) for _, k in ipairs(keys) do io.write(k, "=", count[k], " ") end print()
print(s:gsub("0+", function(z) return #z > 1 and "<" .. #z .. ">" or nil end):sub(1, 60))
