-- wrk asks the two hundred questions of `dixit-bench serve` in any order.
math.randomseed(7)

request = function()
    return wrk.format("GET", "/ask/" .. math.random(0, 199))
end
