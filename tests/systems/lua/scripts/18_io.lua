local name = os.tmpname() local f = assert(io.open(name, "w")) f:write("line 1\n", 2, " ", 3.5, "\nlast") f:close()
for l in io.lines(name) do io.write("[", l, "]") end print() f = io.open(name) print(f:read("l", "n", "n", "l", "a")) print(f:read("a"), f:read("l"), f:read(0)) f:close()
f = io.open(name, "r+") print(f:seek("end"), f:seek("set", 5), f:read(1), f:seek("cur")) f:write("X") f:seek("set") print(f:read("L")) f:close() print(io.type(f), io.type(io.stdout), io.type(1))
print(io.open("/no/such/file")) print(pcall(io.lines, "/no/such")) f = io.open(name, "a") print(f:setvbuf("full", 1024)) f:write("more") f:close() print(#io.open(name):read("a")) os.remove(name) print(os.rename(name, name) == nil)
