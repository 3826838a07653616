local Account = {} Account.__index = Account function Account.new(b) return setmetatable({balance = b}, Account) end
function Account:deposit(v) self.balance = self.balance + v return self end function Account:get() return self.balance end
local Savings = setmetatable({}, {__index = Account}) Savings.__index = Savings function Savings.new(b) local o = Account.new(b) return setmetatable(o, Savings) end
function Savings:interest() return self:deposit(self.balance * 0.1) end local s = Savings.new(100) print(s:deposit(50):interest():get(), Account.new(1):get(), s.nothing)
