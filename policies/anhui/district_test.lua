-- The numbers of the Anhui plan, on a made-up district with two teams and two zones of the register.
local zones = { '东片', '西片' }

-- kinds: those of the targets, in turn
local function district(count, kinds)
  local rows = { targets = {}, inspectors = {}, experts = {} }
  rows.areas = {
    { code = '34', name = '安徽省', level = 'province' },
    { code = '3499', name = '样例市', level = 'city', parent = '34' },
    { code = '349901', name = '样例区', level = 'county', parent = '3499' },
  }
  for i = 1, count do
    rows.targets[i] = {
      id = 'T' .. 1000 + i, name = '样例机构' .. i, kind = kinds[(i - 1) % #kinds + 1], area = '349901',
      zone = zones[(i - 1) % #zones + 1], status = 'active',
    }
  end
  for team = 1, 2 do
    for seat, roles in ipairs { { 'lead', 'officer' }, { 'officer' }, { 'officer' } } do
      rows.inspectors[#rows.inspectors + 1] = {
        id = 'P' .. team .. seat, name = '样例' .. team .. seat, area = '349901', crew = '第' .. team .. '组',
        roles = roles, certificate = 'Z' .. team .. seat, certificate_until = '2024-12-31',
      }
    end
  end
  for i = 1, 6 do
    rows.experts[i] = { id = 'E' .. i, name = '样例专家' .. i, area = '349901', roles = { 'expert' }, unit = '医院' .. i }
  end
  return rows
end

local function plan_for(rows, set)
  set = set or {}
  set.office = '349901'
  return plan_of { register(rows), set = set }
end

local function half_of(visit) return visit.date <= '2021-06-30' and 1 or 2 end

-- Visits per target; none has two in one half-year.
local function count_of(plan)
  local number, halves = {}, { {}, {} }
  for _, visit in ipairs(plan.visits) do
    expect(halves[half_of(visit)][visit.target]):is(nil)
    halves[half_of(visit)][visit.target] = true
    number[visit.target] = (number[visit.target] or 0) + 1
  end
  return number
end

test('100 targets get 150 visits, each one at least, nobody two in one half-year', function()
  local rows = district(100, { 'pharmacy' })
  local plan = plan_for(rows)
  local number, twice = count_of(plan), 0
  for _, target in ipairs(rows.targets) do
    expect(number[target.id]):at_least(1)
    expect(number[target.id]):at_most(2)
    twice = twice + number[target.id] - 1
  end
  expect(#plan.unmet):is(0)
  expect(#plan.visits):is(150)
  expect(twice):is(50)
end)

test('101 targets get at least 152 visits', function()
  local plan = plan_for(district(101, { 'pharmacy' }))
  expect(#plan.visits):is(152)
  local mixed = plan_for(district(101, { 'hospital', 'clinic', 'pharmacy', 'village_clinic', 'health_center' }))
  expect(#mixed.visits):at_least(152)
  expect(#mixed.visits):at_most(154) -- each class rounds up for itself
  expect(#mixed.unmet):is(0)
  count_of(mixed)
end)

test('the stronger reading: one visit in each half-year', function()
  local plan = plan_for(district(40, { 'pharmacy', 'clinic' }), { average = '2' })
  for _, number in pairs(count_of(plan)) do
    expect(number):is(2)
  end
  expect(#plan.visits):is(80)
end)

test('the second visit goes to the weightier ones', function()
  local rows = district(40, { 'pharmacy' })
  for i, target in ipairs(rows.targets) do
    target.weight = i % 4 < 2 and 5 or 1
  end
  local number = count_of(plan_for(rows))
  for _, target in ipairs(rows.targets) do
    expect(number[target.id]):is(target.weight == 5 and 2 or 1)
  end
end)

test('the teams change areas with the batch', function()
  local crews = { {}, {} }
  for _, visit in ipairs(plan_for(district(60, { 'pharmacy', 'clinic', 'hospital' }), { average = '2' }).visits) do
    local batch = crews[half_of(visit)]
    expect(batch[visit.zone] or visit.crew):is(visit.crew)
    batch[visit.zone] = visit.crew
  end
  for i, zone in ipairs(zones) do
    expect(crews[1][zone]):is_not(crews[1][zones[3 - i]])
    expect(crews[2][zone]):is(crews[1][zones[3 - i]])
  end
end)

test('what the city checks too is left out', function()
  local rows = district(20, { 'hospital', 'pharmacy' })
  for i = 1, 6 do
    rows.targets[i].co_designated = true
  end
  rows.targets[7].status = 'closed'
  local number = count_of(plan_for(rows))
  for i, target in ipairs(rows.targets) do
    expect((number[target.id] or 0) > 0):is(i > 7)
  end
end)

test('three classes with checklists of their own, that each visit goes through', function()
  local _, rules = plan_of {}
  local kinds = {}
  for i = 1, 3 do
    local stage = rules.stages[i]
    expect(stage.obligations[1].items):is_not(rules.stages[i % 3 + 1].obligations[1].items)
    kinds[stage.id] = #stage.obligations[1].items
  end
  expect(kinds.hospitals):is(8)
  local plan = plan_for(district(8, { 'hospital', 'health_center', 'community', 'care_home', 'clinic',
                                      'village_clinic', 'internal_clinic', 'pharmacy' }))
  local stages = {}
  for _, visit in ipairs(plan.visits) do
    expect(#visit.tasks):is(1)
    stages[visit.kind] = visit.tasks[1].stage
  end
  expect(stages):is {
    hospital = 'hospitals', health_center = 'hospitals', community = 'hospitals', care_home = 'hospitals',
    clinic = 'clinics', village_clinic = 'clinics', internal_clinic = 'clinics', pharmacy = 'pharmacies',
  }
end)

-- The experts of a team are the same on all its visits; returns them by team.
local function experts_of(plan)
  local found = {}
  for _, visit in ipairs(plan.visits) do
    local own = {}
    for _, person in ipairs(visit.people) do
      if person.seat == 'expert' then own[#own + 1] = person.id end
    end
    table.sort(own)
    expect(found[visit.crew] or own):is(own)
    found[visit.crew] = own
  end
  return found
end

test('five go: three of the staff, of whom one leads, and two experts', function()
  for _, visit in ipairs(plan_for(district(12, { 'clinic', 'hospital', 'pharmacy' })).visits) do
    local seats_of = {}
    for i, person in ipairs(visit.people) do seats_of[i] = person.seat end
    expect(seats_of):is { 'lead', 'officer', 'officer', 'expert', 'expert' }
  end
end)

test('two experts for each team, drawn from the pool once, other ones for the other team', function()
  local rows = district(60, { 'clinic', 'hospital', 'pharmacy' })
  local found, seen, count = experts_of(plan_for(rows, { average = '2' })), {}, 0
  for _, own in pairs(found) do
    expect(#own):is(2)
    count = count + 1
    for _, id in ipairs(own) do
      expect(seen[id]):is(nil)
      seen[id] = true
      expect(id:sub(1, 1)):is 'E'
    end
  end
  expect(count):is(2)
  local _, rules = plan_of {}
  expect(#rules.stages[1].draws):is(1)
  expect(rules.stages[1].draws[1].units):is 'crews'
  for i = 1, 3 do
    expect(rules.stages[i].obligations[1].panel_draw):is 'hospitals/panel'
    expect(#rules.stages[i].draws):is(i == 1 and 1 or 0)
  end
end)

test('too few experts for two teams are refused', function()
  local rows = district(6, { 'clinic' })
  for i = 6, 4, -1 do rows.experts[i] = nil end
  expect(function() plan_for(rows) end):fails 'expert'
end)

test('an expert does not go where he is employed', function()
  local rows = district(8, { 'hospital' })
  for i, target in ipairs(rows.targets) do target.organisation = '医院' .. (i - 1) % 6 + 1 end
  local plan = plan_for(rows)
  expect(#plan.visits):at_least(9) -- of 12: an area that is swapped may meet a team with its own expert
  for _, item in ipairs(plan.unmet) do expect(item.reason):has '回避' end
  for _, visit in ipairs(plan.visits) do
    local number = (tonumber(visit.target:sub(2)) - 1001) % 6 + 1
    for _, person in ipairs(visit.people) do expect(person.id):is_not('E' .. number) end
  end
end)

test('who gets the second visit can be drawn', function()
  local plan = plan_for(district(100, { 'pharmacy' }), { extra_by = 'draw' })
  local number, twice = count_of(plan), 0
  for _, visits in pairs(number) do twice = twice + visits - 1 end
  expect(twice):is(50)
  local _, rules = plan_of { set = { extra_by = 'draw' } }
  expect(rules.stages[1].obligations[1].extra_draw):is 'hospitals/extra'
end)

test('the order of the zones can be drawn', function()
  local rows = register(district(40, { 'pharmacy', 'clinic' }))
  local plan, rules = plan_of { rows, set = { office = '349901', order = 'draw' } }
  expect(#plan.unmet):is(0)
  expect(#plan.visits):is(60)
  for i = 1, 3 do
    local stage = rules.stages[i]
    expect(stage.obligations[1].order_draw):is(stage.id .. '/order')
  end
end)

test('one report, at the end of the year', function()
  local rows = district(2, { 'clinic' })
  local function dues(set)
    local list = {}
    for i, item in ipairs(plan_for(rows, set).due) do list[i] = item.id end
    return list
  end
  expect(dues()):is { 'summary/2021-12-31' }
  expect(dues { start = '2022-01-01' }):is { 'summary/2022-12-30' } -- 31 December 2022 is a Saturday
  expect(dues { start = '2022-01-01', roll = 'none' }):is { 'summary/2022-12-31' }
end)

test('a plan that starts in the second half-year cannot reach the average', function()
  expect(function() plan_for(district(2, { 'clinic' }), { start = '2021-08-01' }) end):fails 'cannot be reached'
end)

-- {target = visit} of a stage.
local function visits_of(plan, stage)
  local found, number = {}, 0
  for _, visit in ipairs(plan.visits) do
    if visit.tasks[1].stage == stage then
      found[visit.target], number = visit, number + 1
    end
  end
  return found, number
end

test('a problem: a report within 15 working days, its acceptance on site behind it', function()
  local rows = district(12, { 'pharmacy', 'clinic', 'hospital' })
  rows.as_of = '2021-03-15'
  rows.outcomes = {
    { target = 'T1001', stage = 'pharmacies', result = 'problem', date = '2021-03-12' },
    { target = 'T1002', stage = 'clinics', result = 'problem_fixed', date = '2021-03-12' },
  }
  local plan = plan_for(rows)
  local found, number = visits_of(plan, 'acceptance')
  expect(number):is(1)
  expect(found.T1001.date):at_least '2021-04-02'
  expect(found.T1001.date):at_most '2021-04-26' -- 30 working days, Tomb Sweeping between; a make-up Sunday
  local planned = visits_of(plan, 'pharmacies') -- the acceptance does not take the half-year's visit away
  expect(planned.T1001.date):is_not(found.T1001.date)
  local owed = {}
  for _, item in ipairs(plan.due) do
    if item.what == 'rectification' then owed[#owed + 1] = item.date end
  end
  expect(owed):is { '2021-04-02' }
end)

test('no report of what was put right: a team comes within five working days', function()
  local rows = district(12, { 'pharmacy', 'clinic', 'hospital' })
  rows.as_of = '2021-04-06'
  rows.outcomes = {
    { target = 'T1001', stage = 'pharmacies', result = 'problem', date = '2021-03-12' },
    { target = 'T1002', stage = 'clinics', result = 'problem', date = '2021-03-12' },
  }
  rows.receipts = {}
  local plan = plan_for(rows)
  local early = {}
  for _, visit in ipairs(plan.visits) do
    if visit.tasks[1].stage == 'acceptance' and visit.date <= '2021-04-12' then early[visit.target] = true end
  end
  expect(early.T1001):is(true)
  expect(early.T1002):is(true)
end)

test('whoever refused is visited again', function()
  local rows = district(12, { 'pharmacy', 'clinic', 'hospital' })
  rows.as_of = '2021-03-15'
  rows.outcomes = { { target = 'T1003', stage = 'hospitals', result = 'refused', date = '2021-03-12' } }
  local found, number = visits_of(plan_for(rows), 'refusals')
  expect(number):is(1)
  expect(found.T1003.date):at_most '2021-03-19'
end)
