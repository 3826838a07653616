for i = 1, 3 do for j = 1, 3 do if j == 2 then goto continue end io.write(i, ",", j, " ") ::continue:: end end print()
for i = 10, 1, -3 do io.write(i, " ") end print() for x = 0, 1, 0.25 do io.write(x, " ") end print()
local i = 0 repeat local k = i i = i + 1 until k >= 4 print(i) while i > 0 do i = i - 2 if i == 1 then break end end print(i)
for i = math.maxinteger - 1, math.maxinteger do io.write(i, " ") end print()
do local n = 0 ::top:: n = n + 1 if n < 5 then goto top end print(n) end
print(pcall(function() for i = 1, 10, 0 do end end))
