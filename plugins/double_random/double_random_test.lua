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

-- Two districts of 30 institutions and four officers each.
local function districts()
  local rows = { targets = {}, inspectors = {} }
  rows.areas = {
    { code = '32', name = '江苏省', level = 'province' },
    { code = '3291', name = '样例市', level = 'city', parent = '32' },
    { code = '329101', name = '样例区甲', level = 'county', parent = '3291' },
    { code = '329102', name = '样例区乙', level = 'county', parent = '3291' },
  }
  for i = 1, 60 do
    rows.targets[i] = {
      id = 'T' .. 100 + i, name = '机构' .. i, kind = 'clinic', area = '32910' .. i % 2 + 1, status = 'active',
      flags = i <= 3 and { '重点' } or i > 50 and { '新' } or nil,
    }
  end
  for i = 1, 8 do
    rows.inspectors[i] = {
      id = 'P' .. i, name = '人员' .. i, area = '32910' .. i % 2 + 1, roles = { 'officer', i <= 4 and 'lead' or nil },
      certificate = 'Z' .. i, certificate_until = '2029-12-31',
    }
  end
  return register(rows)
end

local function plan_of_stage(fields)
  fields.id, fields.nature = 'sample', 'enforcement'
  return plan_of { districts(), programme {
    id = 'test', title = 'test', year = 2021, office = '3291', double_random(fields),
  } }
end

test('twenty are visited once, by people of the other district, evenly', function()
  local plan = plan_of_stage {
    sample = pick { 20, from = everyone }, crew = seats { lead(1), officer(1), balance = true }:outside 'target',
  }
  local load, seen = {}, {}
  expect(#plan.visits):is(20)
  for _, visit in ipairs(plan.visits) do
    expect(seen[visit.target]):is(nil)
    seen[visit.target] = true
    for _, person in ipairs(visit.people) do
      expect('32910' .. tonumber(person.id:sub(2)) % 2 + 1):is_not(visit.area)
      load[person.id] = (load[person.id] or 0) + 1
    end
  end
  local total = 0
  for _, number in pairs(load) do
    expect(number):at_most(8)
    total = total + number
  end
  expect(total):is(40)
end)

test('who must is in, who is to be skipped stays out', function()
  local plan = plan_of_stage {
    sample = pick { 20, from = everyone, must = { '重点' }, skip = { '新' } }, crew = seats { officer(2) },
  }
  local seen = {}
  for _, visit in ipairs(plan.visits) do
    seen[visit.target] = true
    expect(tonumber(visit.target:sub(2))):at_most(150)
  end
  for i = 1, 3 do expect(seen['T' .. 100 + i]):is(true) end
end)

test('too many are refused by name', function()
  expect(function()
    plan_of_stage { sample = pick { 61, from = everyone }, crew = seats { officer(2) } }
  end):fails '60 < 61'
end)
