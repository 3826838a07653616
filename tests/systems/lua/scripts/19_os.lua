print(os.time{year = 2020, month = 1, day = 1, hour = 12}, os.date("!%Y-%m-%d %H:%M:%S", 86400), os.date("!*t", 0).year, os.getenv("NO_SUCH_VARIABLE"))
print(type(os.clock()), type(os.time()), os.difftime(10, 5), os.date("!%A %B %j", 1e9)) print(pcall(os.date, "%Ez", 0)) print(os.execute() ~= nil, os.setlocale("C"))
print(pcall(os.time, {year = 2020})) print(os.date("!%c", 0), os.date("!%x %X %p", 3600 * 13))
