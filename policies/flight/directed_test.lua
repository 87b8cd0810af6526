-- The triggers of a flight inspection that are directed, on a made-up province.
local kinds = { 'hospital', 'pharmacy', 'agency', 'contractor' }

local function province(count)
  local rows = { targets = {}, inspectors = {}, experts = {} }
  rows.areas = {
    { code = '32', name = '江苏省', level = 'province' },
    { code = '3291', name = '样例市甲', level = 'city', parent = '32' },
    { code = '3292', name = '样例市乙', level = 'city', parent = '32' },
    { code = '329101', name = '样例区甲', level = 'county', parent = '3291' },
    { code = '329201', name = '样例区乙', level = 'county', parent = '3292' },
  }
  for i = 1, count do
    rows.targets[i] = {
      id = 'T' .. 100 + i, name = '样例机构' .. i, kind = kinds[i % #kinds + 1],
      area = i % 2 == 0 and '329101' or '329201', status = 'active',
    }
  end
  for i = 1, 16 do -- twelve of the districts, a crew of four of the province
    local provincial = i > 12
    rows.inspectors[i] = {
      id = 'P' .. i, name = '样例' .. i, area = provincial and '32' or i % 2 == 0 and '329101' or '329201',
      crew = provincial and '飞检组' or nil, roles = { 'officer', (i <= 4 or i == 13) and 'lead' or nil },
      certificate = 'Z' .. i, certificate_until = '2029-12-31',
    }
  end
  for i = 1, 4 do
    rows.experts[i] = {
      id = 'E' .. i, name = '样例专家' .. i, area = i % 2 == 0 and '329101' or '329201', roles = { 'expert' },
      specialties = { '医保' },
    }
  end
  return rows
end

local function rules_of(set)
  local _, rules = plan_of { set = set }
  return rules
end

local named = { trigger = '2', targets = 'T103,T108', reason = '举报线索反映重大安全风险' }

local function with(changes)
  local set = {}
  for name, value in pairs(named) do set[name] = value end
  for name, value in pairs(changes) do set[name] = value end
  return set
end

test('what is directed draws nothing and gives its reason', function()
  for trigger = 2, 5 do
    local rules = rules_of(with { trigger = trigger })
    local stage = rules.stages[1]
    expect(stage.id):is('trigger-' .. trigger)
    expect(stage.kind):is 'coverage'
    expect(#stage.draws):is(0)
    expect(stage.obligations[1].crew.drawn):is(nil)
    expect(stage.obligations[1].since):is(nil)
    expect(stage.basis):has '举报线索反映重大安全风险'
    expect(stage.basis):has('第(' .. trigger .. ')项')
    expect(rules.seed):is(nil)
  end
end)

test('the trigger stands on every task', function()
  local plan, rules = plan_of { register(province(40)), set = named }
  expect(#plan.visits):is(2)
  for _, visit in ipairs(plan.visits) do expect(visit.tasks[1].stage):is 'trigger-2' end
  expect(rules.stages[1].basis):has '第十条第(2)项'
end)

test('a trigger without what it needs is refused, and the yearly plan is another policy', function()
  local function refused(set, reason) expect(function() rules_of(set) end):fails(reason) end
  refused({ trigger = 3, targets = 'T103' }, 'give its reason')
  for _, trigger in ipairs { 0, 1, 6 } do refused({ trigger = trigger }, 'one of 2 to 5') end
end)

test('directed visits go to those named and to nobody else', function()
  local plan = plan_of { register(province(40)), set = named }
  expect(#plan_of { register(province(40)), set = { targets = '' } }.visits):is(0) -- nobody named, and no lead
  local found = {}
  for _, visit in ipairs(plan.visits) do found[#found + 1] = visit.target end
  table.sort(found)
  expect(found):is { 'T103', 'T108' }
end)

test('three officers, all of an office above the county of the target', function()
  local rows, home = province(40), {}
  for _, person in ipairs(rows.inspectors) do home[person.id] = person.area end
  local plan = plan_of { register(rows), set = named }
  expect(#plan.unmet):is(0)
  for _, visit in ipairs(plan.visits) do
    expect(#visit.people):is(3)
    for _, person in ipairs(visit.people) do expect(home[person.id]):is '32' end
  end
end)

test('or of another city, or of one that is named; nobody inspects at home', function()
  local rows, home = province(40), {}
  for _, person in ipairs(rows.inspectors) do home[person.id] = person.area end
  for _, case in ipairs { { 'other_city', 'T103,T108', 2 }, { '3291', 'T103,T105', 2 } } do
    local plan = plan_of { register(rows), set = with { crew_from = case[1], targets = case[2] } }
    expect(#plan.visits):is(case[3])
    for _, visit in ipairs(plan.visits) do
      for _, person in ipairs(visit.people) do
        expect(home[person.id]):is_not '32'
        expect(home[person.id]):is_not(visit.area)
      end
    end
  end
  local plan = plan_of { register(rows), set = with { crew_from = 'other_county' } } -- its city has one county only
  expect(#plan.visits):is(0)
  expect(#plan.unmet):is(2)
  expect(plan.unmet[1].reason):has 'another county of the target\'s city'
end)

test('without notice: hidden until the evening of the working day before', function()
  expect(rules_of(named).stages[1].embargo)
    :is { before = 1, unit = 'workday', time = '17:00', from = { 'inspector', 'public' } }
end)

test('experts of the crew go along on a directed inspection, where asked', function()
  local rows = province(40)
  rows.experts[5] = {
    id = 'E5', name = '样例专家5', area = '32', roles = { 'expert' }, specialties = { '医保' }, crew = '飞检组',
  }
  local plan = plan_of { register(rows), set = with { experts = 1 } }
  expect(#plan.unmet):is(0)
  expect(#plan.visits):is(2)
  for _, visit in ipairs(plan.visits) do
    expect(visit.people[4].id):is 'E5'
    expect(#visit.people):is(4)
  end
end)

test('without names the leads of the trigger\'s own source say where to go', function()
  local rows = province(40)
  rows.as_of = '2024-03-04'
  local sources = { false, 'complaint', 'screening', 'media', 'other' }
  rows.leads = {}
  for trigger = 2, 5 do
    rows.leads[trigger - 1] = {
      target = 'T10' .. trigger, source = sources[trigger], severity = 4, date = '2024-03-01',
    }
  end
  rows.leads[5] = { target = 'T109', source = 'complaint', severity = 3, date = '2024-03-01' } -- not grave
  for trigger = 2, 5 do
    local plan, rules = plan_of { register(rows), set = { trigger = trigger } }
    expect(#plan.visits):is(1)
    expect(plan.visits[1].target):is('T10' .. trigger)
    expect(plan.visits[1].date):at_most '2024-03-15'
    expect(plan.visits[1].tasks[1].stage):is('trigger-' .. trigger)
    expect(rules.stages[1].basis):has '重大安全风险'
    expect(#rules.stages[1].draws):is(0)
    expect(rules.seed):is(nil)
  end
end)

test('the place inspected owes its progress and what was put right; others look back', function()
  local rows = province(40)
  rows.as_of = '2024-03-04'
  rows.outcomes = {
    { target = 'T103', stage = 'trigger-2', result = 'problem', date = '2024-03-01', people = 'P1,P2,P3' },
    { target = 'T108', stage = 'trigger-2', result = 'pass', date = '2024-03-01', people = 'P1,P2,P3' },
  }
  local plan = plan_of { register(rows), set = { trigger = '2' } }
  local dates = { progress = {}, rectification = {} }
  for _, item in ipairs(plan.due) do dates[item.what][#dates[item.what] + 1] = item.date end
  expect(dates.progress):is { '2024-04-15', '2024-04-15' } -- 30 working days; Tomb Sweeping, a make-up Sunday
  expect(dates.rectification):is { '2024-04-15' }
  expect(#plan.visits):is(1)
  expect(plan.visits[1].target):is 'T103'
  expect(plan.visits[1].tasks[1].stage):is 'again'
  expect(plan.visits[1].date):at_least '2024-04-15'
  for _, person in ipairs(plan.visits[1].people) do expect({ 'P1', 'P2', 'P3' }):is_not(person.id) end
  local _, rules = plan_of { set = { trigger = '2', rectify = '15', progress = '10', again = '40' } }
  expect(rules.stages[2].obligations[1].since.from):is { 15, 'workday' }
  expect(rules.dues[1].since.to):is { 10, 'workday' }
end)
