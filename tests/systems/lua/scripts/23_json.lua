local function enc(v) local t = type(v) if t == "table" then if #v > 0 then local o = {} for i, x in ipairs(v) do o[i] = enc(x) end return "[" .. table.concat(o, ",") .. "]" end
 local k = {} for x in pairs(v) do k[#k + 1] = x end table.sort(k) for i, x in ipairs(k) do k[i] = enc(x) .. ":" .. enc(v[x]) end return "{" .. table.concat(k, ",") .. "}" end
 return t == "string" and string.format("%q", v) or tostring(v) end
local function dec(s, i) i = s:find("%S", i) local c = s:sub(i, i) if c == "[" then local r = {} i = i + 1 while s:sub(i, i) ~= "]" do local v v, i = dec(s, i) r[#r + 1] = v i = s:find("[,%]]", i) if s:sub(i, i) == "," then i = i + 1 end end return r, i + 1 end
 if c == '"' then local e = s:find('"', i + 1) return s:sub(i + 1, e - 1), e + 1 end local n = s:match("^-?[%d.]+", i) return tonumber(n), i + #n end
print(enc{1, 2, {a = "x", b = {true, false}}, 3.5}) print(enc((dec('[1, [2, "three"], -4.5]', 1))))
