-- Books places, or notes who came: wrk ... --script book.lua URL -- TOKEN OPERATION FIRST
-- The requests are numbered from FIRST on; whose place in which class a number means, bench/operations.sh says.
local token, operation, number, now

local function id(kind, count) return string.format("%s-0000-4000-8000-%012d", kind, count) end

local places = {
  book = function(n) return id("e0e00000", n % 2000), math.floor(n / 2000) % 1000 end,
  rush = function(n) return id("e1e00000", math.floor(n / 4000) * 4 + n % 4), math.floor(n % 4000 / 4) end,
}

function init(arguments)
  token, operation, number, now = arguments[1], arguments[2], tonumber(arguments[3]), os.time() - 60
end

function request()
  number = number + 1
  local path, body
  if operation == "checkin" then
    -- Whoever comes again within ten minutes is there already.
    local came = os.date("!%Y-%m-%dT%H:%M:%SZ", now - math.floor(number / 1000) % 900 * 660)
    path, body = "/v1/check-ins",
      string.format('{"client_id":"%s","source":"offline","occurred_at":"%s"}', id("c1e00000", number % 1000), came)
  else
    local event, client = places[operation](number)
    path, body = "/v1/events/" .. event .. "/bookings", string.format('{"client_id":"%s"}', id("c1e00000", client))
  end
  local headers = { Authorization = "Bearer " .. token, ["Content-Type"] = "application/json" }
  headers["Idempotency-Key"] = id("a0000000", number)
  return wrk.format("POST", path, headers, body)
end
