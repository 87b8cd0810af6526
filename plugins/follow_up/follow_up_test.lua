-- The rules that follow_up makes of its parameters.
local follow_up     = use 'follow_up'
local full_coverage = use 'full_coverage'
local everyone      = targets { status = 'active' }

local function rules_of(fields)
  local again = {
    id = 'again', of = everyone, nature = 'agency_check', crew = seats { lead(1), auditor(1) },
    window = between('2021-02-01', '2021-12-31'), latest = after(20, 'workday'),
  }
  for name, value in pairs(fields) do again[name] = value end
  local annual = full_coverage {
    id = 'annual', of = everyone, times = 1, nature = 'agency_check', crew = seats { third_party(2) },
  }
  local _, rules = plan_of { programme { id = 'test', title = 'test', year = 2021, annual, follow_up(again) } }
  return rules
end

test('one visit for each problem, and no other', function()
  local stage = rules_of { after = 'annual' }.stages[2]
  expect(stage.kind):is 'coverage'
  expect(stage.merge):is(false)
  expect(#stage.obligations):is(1)
  local visit = stage.obligations[1]
  expect(visit.since):is { kind = 'problem', of = 'annual', from = { 1, 'day' }, to = { 20, 'workday' } }
  expect(visit.rotate):is(nil)
  expect(visit.times):is(nil)
  expect(rules_of({}).stages[2].obligations[1].since.of):is(nil)
  expect(rules_of({ merge = true }).stages[2].merge):is(true)
end)

test('the clock counts from any day', function()
  local rules = rules_of { on = 'rectify', earliest = before(3, 'day'), latest = after(0, 'day') }
  local visit = rules.stages[2].obligations[1]
  expect(visit.since.kind):is 'rectify'
  expect(visit.since.from):is { -3, 'day' }
  expect(visit.since.to):is { 0, 'day' }
  expect(rules_of({ on = 'refused', after = 'again' }).stages[2].obligations[1].since.of):is 'again'
  local points = rules_of { on = 'points', min = 8 }.stages[2].obligations[1]
  expect(points.since.min):is(8)
end)

test('another crew goes, or another lead', function()
  expect(rules_of({ another = 'crew' }).stages[2].obligations[1].rotate):is 'all'
  expect(rules_of({ another = 'lead' }).stages[2].obligations[1].rotate):is 'lead'
end)

test('a report is owed, and whoever sends none is visited', function()
  local rules = rules_of {
    after = 'annual', report = after(10, 'workday'), report_title = '整改报告', chase = after(5, 'workday'),
  }
  local due = rules.dues[1]
  expect(due.id):is 'again-report'
  expect(due.title):is '整改报告'
  expect(due.each):is 'target'
  expect(due.window):is { '2021-02-01', '2021-12-31' }
  expect(due.since):is { kind = 'problem', of = 'annual', to = { 10, 'workday' } }
  expect(due.when):is(nil)
  expect(rules.stages[2].obligations[2].since.kind):is 'missing'
  expect(rules.stages[2].obligations[2].since.of):is 'again-report'
end)

test('what makes no sense is refused', function()
  expect(function() rules_of { chase = after(5, 'workday') } end):fails 'chase needs report'
  expect(function() rules_of { on = 'refused', report = after(5, 'workday') } end):fails 'report is owed on problems'
  expect(function() rules_of { on = 'visited' } end):fails 'visits without end'
  expect(function() rules_of { on = 'points' } end):fails 'how many points'
  expect(function() rules_of { after = 'anual' } end):fails "there is no stage 'anual' (annual?)"
  expect(function() rules_of { earliest = after(30, 'workday') } end):fails 'the first day lies behind the last one'
  expect(function() rules_of { another = 'team' } end):fails "must be one of 'crew', 'lead'"
  expect(function() rules_of { latest = 20 } end):fails "must be days such as after(20, 'workday')"
end)
