-- The rules that risk_tiers makes of its parameters, and what is drawn by them.
local risk_tiers = use 'risk_tiers'
local everyone   = targets { status = 'active' }
local shares     = { A = percent(10), B = percent(20), D = percent(50) }

local function policy(fields)
  local record = {
    id = 'credit', of = everyone, nature = 'agency_check', crew = seats { auditor(2) }, tiers = shares,
    ungraded = percent(30), window = quarter(2021, 2), people = 'planned',
  }
  for name, value in pairs(fields) do record[name] = value end
  return programme { id = 'test', title = 'test', year = 2021, office = '320282', risk_tiers(record) }
end

local function stage(fields)
  local _, rules = plan_of { policy(fields) }
  return rules.stages[1]
end

test('a draw and an obligation for each tier', function()
  local s = stage {}
  local labels, parts = {}, {}
  for i, draw in ipairs(s.draws) do
    labels[i], parts[i] = draw.label, draw.share
    expect(draw.method):is 'srs'
    expect(s.obligations[i].targets):is { drawn = draw.label }
  end
  expect(labels):is { 'credit/tiers/A', 'credit/tiers/B', 'credit/tiers/D', 'credit/tiers/ungraded' }
  expect(parts):is { { 1, 10 }, { 1, 5 }, { 1, 2 }, { 3, 10 } }
  expect(s.draws[3].from.field):is 'credit'
  expect(s.draws[3].from['in']):is { 'D' }
  expect(s.kind):is 'drawn'
end)

test('other columns, weights and batches', function()
  local s = stage {
    by = 'risk', tiers = { ['高'] = percent(50) }, weights = true, batches = 'monthly', skip = { 'new' },
  }
  expect(s.draws[1].label):is 'credit/tiers/1'
  expect(s.draws[1].from.field):is 'risk'
  expect(s.draws[1].method):is 'pps'
  expect(s.draws[1].batches):is 'month'
  expect(s.draws[1].skip):is { 'new' }
end)

test('every tier gets its share, rounded up; whoever has no grade is one, too', function()
  local rows, grade_of = {}, {}
  local grades = { A = 15, B = 11, C = 4, D = 5, none = 6 }
  for grade, number in pairs(grades) do
    for i = 1, number do
      local id = grade .. i
      grade_of[id] = grade
      rows[#rows + 1] = { id = id, name = id, kind = 'pharmacy', area = '320282', status = 'active',
                          credit = grade ~= 'none' and grade or '' }
    end
  end
  local plan = plan_of { policy {}, register { targets = rows, inspectors = {
    { id = 'P1', name = 'P1', area = '320282', roles = 'auditor' },
    { id = 'P2', name = 'P2', area = '320282', roles = 'auditor' },
  } } }
  local drawn = { A = 0, B = 0, C = 0, D = 0, none = 0 }
  for _, visit in ipairs(plan.visits) do
    local grade = grade_of[visit.target]
    drawn[grade] = drawn[grade] + 1
  end
  expect(drawn.A):is(2) -- 1.5
  expect(drawn.B):is(3) -- 2.2
  expect(drawn.D):is(3) -- 2.5
  expect(drawn.C + drawn.none):is(3) -- C is in no tier: 30 % of 10
end)

test('what makes no sense is refused', function()
  expect(function() stage { tiers = {} } end):fails "'tiers' names no share"
  expect(function() stage { tiers = { A = 5 } } end):fails "parameter 'A' must be a share above 0"
  expect(function() stage { tiers = percent(5) } end):fails '{ A = percent(1), B = percent(2) }'
  expect(function() risk_tiers { id = 'x', of = everyone, nature = 'agency_check', tiers = shares } end)
    :fails "'ungraded' is missing"
end)
