-- The rules that double_random makes of its parameters.
local double_random = use 'double_random'
local everyone      = targets { status = 'active' }

local function stage(fields)
  fields.id = 'sample'
  fields.nature = fields.nature or 'agency_check'
  fields.crew = fields.crew or seats { lead(1), officer(1) }
  fields.sample = fields.sample or pick { 20, from = everyone }
  local _, rules = plan_of { programme { id = 'test', title = 'test', year = 2021, double_random(fields) } }
  return rules.stages[1]
end

test('targets and people are drawn by one draw', function()
  local s = stage { window = quarter(2021, 3) }
  expect(s.kind):is 'drawn'
  expect(#s.draws):is(1)
  expect(s.draws[1].label):is 'sample/targets'
  expect(s.obligations[1].targets):is { drawn = 'sample/targets' }
  expect(s.obligations[1].crew.drawn):is(true)
  expect(s.obligations[1].crew.seats):is { { role = 'lead', count = 1 }, { role = 'officer', count = 1 } }
end)

test('evenly, and nobody in the own county', function()
  local crew = stage { crew = seats { officer(2), balance = true }:outside 'target' }.obligations[1].crew
  expect(crew.balance):is(true)
  expect(crew.outside):is 'target'
  expect(crew.drawn):is(true)
end)

test('six teams and three people beside', function()
  local team = { officer(3), auditor(2) }
  local crew = stage { crew = teams { team, team, team, team, team, team, extra = { analyst(3) } } }.obligations[1].crew
  expect(#crew.teams):is(6)
  expect(crew.extra):is { { role = 'analyst', count = 3 } }
  expect(crew.seats):is(nil)
end)

test('flags, weights and time for the commitment', function()
  local draw = stage {
    sample = pick { 20, from = everyone, method = 'pps', skip = { '新' }, must = { '重点' }, delay = 86400 },
    batches = 'quarterly',
  }.draws[1]
  expect(draw.method):is 'pps'
  expect(draw.skip):is { '新' }
  expect(draw.must):is { '重点' }
  expect(draw.delay):is(86400)
  expect(draw.batches):is 'quarter'
end)

test('a panel, days, the way, the order drawn', function()
  local o = stage {
    panel = seats { expert { specialties = '财务' } }, days = 2, travel = 1, order = 'draw', people = 'planned',
    items = { '价格' }, minutes = 240,
  }.obligations[1]
  expect(o.panel.drawn):is(true)
  expect(o.crew.drawn):is(nil)
  expect(o.days):is(2)
  expect(o.travel):is(1)
  expect(o.order):is 'draw'
  expect(o.items):is { '价格' }
  expect(o.minutes):is(240)
end)

test('what cannot be is refused', function()
  expect(function() stage { sample = everyone } end):fails 'a draw of targets'
  expect(function() stage { crew = teams { { officer(2) }, { officer(3) } } } end):fails 'teams differ'
  expect(function() stage { crew = teams { { officer(2) }, { officer(2) }, extra = { analyst(2) } } } end)
    :fails 'that is a seat'
  expect(function() stage { crew = teams { { officer(2) }, { officer(2) } }, people = 'planned' } end)
    :fails 'teams are put together by a draw'
  expect(function() stage { crew = seats { officer(2), balance = true }, people = 'planned' } end)
    :fails 'only for people who are drawn'
  expect(function() stage { nature = 'enforcement', crew = teams { { officer(1) }, { officer(1) } } } end)
    :fails 'at least two officers'
  expect(function() stage { sample = pick { 2, skip = { 'a' }, must = { 'a' } } } end):fails 'in for certain'
  expect(function() stage { crew = teams { { lead(1) }, { lead(1) } }, panel = seats { expert(1) } } end)
    :fails 'teams have no panel'
  expect(function() stage { sampel = 1 } end):fails '(sample?)'
end)
