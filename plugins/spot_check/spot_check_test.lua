-- The rules that spot_check makes of its parameters.
local spot_check    = use 'spot_check'
local full_coverage = use 'full_coverage'
local everyone      = targets { status = 'active' }

local function stage(fields)
  fields.id = 'supervision'
  fields.nature = 'agency_check'
  fields.crew = fields.crew or seats { auditor(2) }
  local annual = full_coverage {
    id = 'annual', of = everyone, times = 1, nature = 'agency_check', crew = seats { third_party(2) },
  }
  local _, rules = plan_of { programme { id = 'test', title = 'test', year = 2021, annual, spot_check(fields) } }
  return rules.stages[2]
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

test('batches and floors, from those whom the checkers have visited', function()
  local s = stage {
    sample = share { percent(5), of = everyone, from = visited 'annual', at_least = { medical = 6, pharmacy = 20 } },
    batches = 'monthly', merge = false,
  }
  expect(s.draws[1].batches):is 'month'
  expect(s.draws[1].strata):is { { name = 'medical', n = 6 }, { name = 'pharmacy', n = 20 } }
  expect(s.draws[1].from.what):is 'visited'
  expect(s.draws[1].from.name):is 'annual'
  expect(s.draws[1].of.op):is 'where'
  expect(s.merge):is(false)
end)

test('the people are drawn, or planned', function()
  expect(stage { sample = pick { 2, from = everyone } }.obligations[1].crew.drawn):is(true)
  expect(stage { sample = pick { 2, from = everyone }, people = 'planned' }.obligations[1].crew.drawn):is(nil)
end)

test('teams, of which one person each is fixed', function()
  local s = stage {
    sample = pick { 2, from = everyone },
    crew = teams { { lead { department = '甲科' }, officer(2) }, { lead { department = '乙科' }, officer(2) } },
  }
  local crew = s.obligations[1].crew
  expect(crew.drawn):is(true)
  expect(#crew.teams):is(2)
  expect(crew.teams[2].seats[1].where['in']):is { '乙科' }
  expect(crew.teams[2].seats[2]):is { role = 'officer', count = 2 }
end)

test('what cannot be is refused', function()
  expect(function() stage {} end):fails "'sample' is missing"
  expect(function() stage { sample = everyone } end):fails 'a draw of targets'
  expect(function() stage { sample = pick { 2, from = areas() } } end):fails 'a draw of targets'
  expect(function() stage { sample = shuffle { of = everyone, units = 'zones' } } end):fails 'a draw of targets'
  expect(function() stage { sampel = pick { 2, from = everyone } } end):fails '(sample?)'
  expect(function() stage { sample = pick { 2, from = everyone }, batches = 'weekly' } end):fails "'quarter'"
  expect(function() stage { sample = pick { 2, from = everyone }, people = 'chosen' } end):fails "'planned'"
  expect(function() stage { sample = pick { 2, from = visited 'anual' } } end):fails "there is no stage 'anual'"
end)
