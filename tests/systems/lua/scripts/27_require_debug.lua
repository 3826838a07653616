package.preload.mod = function(name) return {name = name, f = function() return 42 end} end local m = require "mod" print(m.name, m.f(), package.loaded.mod == m, require("mod") == m) print(pcall(require, "no.such.module") == false, type(package.path), type(package.searchers))
local function f(a, b) local c = a + b return debug.getlocal(1, 1), debug.getlocal(1, 3) end print(f(1, 2)) local info = debug.getinfo(f, "Su") print(info.what, info.nparams, info.isvararg, info.nups)
local n = 0 debug.sethook(function() n = n + 1 end, "l") local x = 1
x = x + 1
debug.sethook() print(n >= 2, (debug.traceback("tb", 1):gsub("\n.*", ""))) local u = 1 local function g() return u end print(debug.getupvalue(g, 1)) debug.setupvalue(g, 1, 9) print(g())
