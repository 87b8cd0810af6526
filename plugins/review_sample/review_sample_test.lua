-- The rules that review_sample makes of its parameters.
local review_sample = use 'review_sample'
local hospitals     = targets { status = 'active', kind = 'hospital' }

local function policy(fields)
  local record = {
    id = 'claims', of = hospitals, counted = 'claims', share = percent(5), nature = 'agency_check',
    crew = seats { auditor(2) }, window = year(2021), method = 'written',
  }
  for name, value in pairs(fields) do record[name] = value end
  return programme { id = 'test', title = 'test', year = 2021, office = '320282', review_sample(record) }
end

local function stage(fields)
  local _, rules = plan_of { policy(fields) }
  return rules.stages[1]
end

test('at least a share of what each one has, on paper', function()
  local s = stage {}
  expect(s.method):is 'written'
  expect(s.kind):is 'coverage'
  expect(s.merge):is(nil)
  expect(s.obligations[1].review):is { field = 'claims', share = { 1, 20 } }
  expect(s.obligations[1].since):is(nil)
  expect(s.obligations[1].times):is(1)
end)

test('the large ones first, every quarter', function()
  local visit = stage({ first = 'large_claims', unit = '住院费用', each = 'quarter' }).obligations[1]
  expect(visit.review.first):is 'large_claims'
  expect(visit.review.unit):is '住院费用'
  expect(visit.each):is 'quarter'
end)

test('every hospital has its reviews', function()
  local plan = plan_of { policy { each = 'half' }, register {
    targets = {
      { id = 'H1', name = 'H1', kind = 'hospital', area = '320282', status = 'active', claims = '2000' },
      { id = 'H2', name = 'H2', kind = 'hospital', area = '320282', status = 'active', claims = '30' },
      { id = 'C1', name = 'C1', kind = 'clinic', area = '320282', status = 'active', claims = '900' },
    },
    inspectors = {
      { id = 'P1', name = 'P1', area = '320282', roles = 'auditor' },
      { id = 'P2', name = 'P2', area = '320282', roles = 'auditor' },
    },
  } }
  expect(#plan.visits):is(4)
  expect(plan.unmet):is {}
end)

test('what makes no sense is refused', function()
  expect(function() stage { counted = 'weight' } end):fails "'weight' counts nothing"
  expect(function() stage { first = 'claims' } end):fails 'all of them cannot come first'
  expect(function() stage { share = 5 } end):fails 'must be a share above 0'
end)
