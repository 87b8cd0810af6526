-- The rules that for_cause makes of its parameters.
local for_cause = use 'for_cause'
local everyone  = targets { status = 'active' }

local function stage(fields)
  local record = {
    id = 'leads', of = everyone, nature = 'enforcement', crew = seats { lead(1), officer(1) },
    within = after(5, 'workday'),
  }
  for name, value in pairs(fields) do record[name] = value end
  local _, rules = plan_of { programme { id = 'test', title = 'test', year = 2021, for_cause(record) } }
  return rules.stages[1]
end

test('a lead sends a crew within days, and nothing is drawn', function()
  local s = stage {}
  expect(s.kind):is 'coverage'
  expect(s.draws):is {}
  expect(s.merge):is(false)
  expect(#s.obligations):is(1)
  expect(s.obligations[1].since):is { kind = 'lead', from = { 0, 'day' }, to = { 5, 'workday' } }
  expect(s.obligations[1].crew.drawn):is(nil)
end)

test('by source and severity', function()
  local s = stage { sources = { 'complaint', 'register' }, severity = 3 }
  expect(#s.obligations):is(2)
  expect(s.obligations[1].since.of):is 'complaint'
  expect(s.obligations[1].since.min):is(3)
  expect(s.obligations[2].since.of):is 'register'
end)

test('points send a crew, too', function()
  local s = stage { points = 8 }
  expect(#s.obligations):is(2)
  expect(s.obligations[2].since.kind):is 'points'
  expect(s.obligations[2].since.min):is(8)
  expect(s.obligations[2].since.to):is { 5, 'workday' }
end)

test('what makes no sense is refused', function()
  expect(function() stage { sources = {} } end):fails 'sources is empty'
  expect(function() stage { sources = { 'gossip' } } end):fails "must be one of 'plan', 'complaint'"
  expect(function() stage { severity = 6 } end):fails 'from 1 to 5, not 6'
  expect(function() stage { within = after 'annual' } end):fails 'must be days such as'
end)

test('or those whom the policy names, once each, not for a lead', function()
  local s = stage { named = { 'T1', 'T2' }, sources = { 'complaint' }, days = 2, travel = 1 }
  expect(#s.obligations):is(1)
  expect(s.obligations[1].since):is(nil)
  expect(s.obligations[1].targets['in']):is { 'T1', 'T2' }
  expect(s.obligations[1].days):is(2)
  expect(s.obligations[1].travel):is(1)
  expect(#stage { named = {}, sources = { 'complaint' } }.obligations):is(1)
  expect(stage { named = {} }.obligations[1].since.kind):is 'lead'
end)

test('experts go along, chosen and not drawn', function()
  local s = stage { panel = seats { expert { specialties = '医保' } } }
  expect(s.obligations[1].panel.seats[1].role):is 'expert'
  expect(s.obligations[1].panel.drawn):is(nil)
end)
