-- Creates clients whom nobody has: wrk ... --script create.lua URL -- TOKEN BODY FIRST
-- In the text of the file BODY the marker gives way to numbers from FIRST on.
local marker = "4242424242"
local between, number

function init(arguments)
  wrk.method = "POST"
  wrk.headers["Authorization"] = "Bearer " .. arguments[1]
  wrk.headers["Content-Type"] = "application/json"
  local file = io.open(arguments[2])
  between = {}
  local text = file:read("*a")
  file:close()
  local from = 1
  while true do
    local first, last = text:find(marker, from, true)
    if not first then break end
    between[#between + 1] = text:sub(from, first - 1)
    from = last + 1
  end
  between[#between + 1] = text:sub(from)
  number = tonumber(arguments[3])
end

function request()
  number = number + 1
  return wrk.format(nil, nil, nil, table.concat(between, string.format("%d", number)))
end
