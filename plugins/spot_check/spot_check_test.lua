-- The rules that spot_check makes of its parameters. Nothing is planned here: planning waits for the draw.
local spot_check = use 'spot_check'
local everyone   = targets { status = 'active' }

local function stage(fields)
  fields.id = 'supervision'
  fields.nature = 'agency_check'
  fields.crew = seats { auditor(2) }
  local _, rules = plan_of { programme { id = 'test', title = 'test', year = 2021, spot_check(fields) } }
  return rules.stages[1]
end

test('the sample is drawn, the drawn ones are visited', function()
  local s = stage { sample = share { percent(5), of = everyone }, window = quarter(2021, 1) }
  expect(s.kind):is 'drawn'
  expect(#s.draws):is(1)
  expect(s.draws[1].label):is 'supervision/targets'
  expect(s.draws[1].share):is { 1, 20 }
  expect(s.obligations[1].targets):is { drawn = 'supervision/targets' }
  expect(s.obligations[1].window):is { '2021-01-01', '2021-03-31' }
  expect(s.obligations[1].minutes):is(90)
end)

test('batches and floors', function()
  local s = stage {
    sample = share { percent(5), of = everyone, from = visited 'annual', at_least = { medical = 6, pharmacy = 20 } },
    batches = 'monthly', merge = false,
  }
  expect(s.draws[1].batches):is 'month'
  expect(s.draws[1].strata):is { { name = 'medical', n = 6 }, { name = 'pharmacy', n = 20 } }
  expect(s.merge):is(false)
end)

test('what cannot be is refused', function()
  expect(function() stage {} end):fails "'sample' is missing"
  expect(function() stage { sample = everyone } end):fails 'a draw of targets'
  expect(function() stage { sample = pick { 2, from = areas() } } end):fails 'a draw of targets'
  expect(function() stage { sampel = pick { 2, from = everyone } } end):fails '(sample?)'
  expect(function() stage { sample = pick { 2, from = everyone }, batches = 'weekly' } end):fails "'quarter'"
end)
