-- The rules that cross_region makes of its parameters.
local cross_region = use 'cross_region'
local cities       = areas { level = 'city' }
local hospitals    = targets { kind = 'hospital' }
local pharmacies   = targets { kind = 'pharmacy' }

local function stage(fields)
  fields.id = 'cross'
  fields.nature = 'enforcement'
  fields.areas = fields.areas or pick { 3, from = cities }
  fields.in_each = fields.in_each or { pick { 4, from = hospitals }, pick { 6, from = pharmacies } }
  local _, rules = plan_of { programme { id = 'test', title = 'test', year = 2021, cross_region(fields) } }
  return rules.stages[1]
end

local function crew() return seats { lead(1), officer(1) } end

test('areas are drawn, then targets inside each', function()
  local s = stage { crew = crew(), window = between('2021-09-01', '2021-10-31') }
  expect(s.kind):is 'drawn'
  expect(#s.draws):is(3)
  expect(s.draws[1].label):is 'cross/areas'
  expect(s.draws[1].strata):is { { name = 'all', n = 3 } }
  for i = 1, 2 do
    expect(s.draws[i + 1].label):is('cross/targets/' .. i)
    expect(s.draws[i + 1].outer):is 'cross/areas'
    expect(s.draws[i + 1].from.op):is 'within'
    expect(s.draws[i + 1].from.area):is { drawn = 'cross/areas' }
    expect(s.draws[i + 1].by):is(nil)
    expect(s.obligations[i].targets):is { drawn = 'cross/targets/' .. i }
    expect(s.obligations[i].window):is { '2021-09-01', '2021-10-31' }
  end
end)

test('only outsiders inspect, and only outsiders advise', function()
  local o = stage { crew = crew(), panel = seats { expert(1) } }.obligations[2]
  expect(o.crew.outside):is { drawn = 'cross/areas' }
  expect(o.crew.drawn):is(true)
  expect(o.panel.outside):is { drawn = 'cross/areas' }
  expect(o.panel.drawn):is(true)
  expect(stage { crew = crew(), people = 'planned' }.obligations[1].crew.drawn):is(nil)
end)

test('all areas, in an order that is drawn', function()
  local draw = stage { crew = crew(), areas = shuffle(cities) }.draws[1]
  expect(draw.method):is 'order'
  expect(draw.strata):is(nil)
end)

test('a share of each area', function()
  local draw = stage { crew = crew(), in_each = { share { percent(5), of = hospitals } } }.draws[2]
  expect(draw.share):is { 1, 20 }
  expect(draw.from.area):is { drawn = 'cross/areas' }
  expect(draw.of.area):is { drawn = 'cross/areas' }
end)

test('what cannot be is refused', function()
  expect(function() stage {} end):fails 'who goes there?'
  expect(function() stage { crew = crew(), in_each = {} } end):fails 'in_each is empty'
  expect(function() stage { crew = crew(), areas = pick { 3, from = hospitals } } end):fails 'a draw of areas'
  expect(function() stage { crew = crew(), areas = cities } end):fails 'a draw of areas'
  expect(function() stage { crew = crew(), in_each = { pick { { hospital = 2 } } } } end):fails 'these for its strata'
  expect(function() stage { crew = crew(), in_eech = {} } end):fails '(in_each?)'
end)
