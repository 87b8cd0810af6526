-- What the city's looking back promises, on a made-up city of three districts.
local districts = { '990101', '990102', '990103' }
local kinds = { 'hospital', 'health_center', 'community', 'clinic', 'village_clinic' }

-- marked: how many the register marks
local function city(count, marked)
  local rows = { targets = {}, inspectors = {} }
  rows.areas = {
    { code = '99', name = '样例省', level = 'province' },
    { code = '9901', name = '样例市', level = 'city', parent = '99' },
  }
  for i, code in ipairs(districts) do
    rows.areas[i + 2] = { code = code, name = '样例区' .. i, level = 'county', parent = '9901' }
    for j = 1, 4 do
      rows.inspectors[#rows.inspectors + 1] = {
        id = 'P' .. i .. j, name = '样例' .. i .. j, area = code, roles = { 'officer', j <= 2 and 'lead' or nil },
        certificate = 'Z' .. i .. j, certificate_until = '2024-12-31',
      }
    end
  end
  for i = 1, count do
    rows.targets[i] = {
      id = 'T' .. 100 + i, name = '样例机构' .. i, kind = kinds[(i - 1) % #kinds + 1], area = districts[i % 3 + 1],
      status = 'active', flags = i <= (marked or 0) and { '重点' } or nil,
    }
  end
  return rows
end

local function dues_of(plan, id)
  local dates, areas, seen = {}, 0, {}
  for _, item in ipairs(plan.due) do
    if item.id:sub(1, #id + 1) == id .. '/' then
      if item.date ~= dates[#dates] then dates[#dates + 1] = item.date end
      local area = item.id:sub(-6)
      if not seen[area] then areas = areas + 1 end
      seen[area] = true
    end
  end
  return dates, areas
end

test('every Thursday by 17:00 until the summary of 29 January 2021, none after it', function()
  local plan, rules = plan_of { register(city(30)) }
  local dates, areas = dues_of(plan, 'weekly')
  expect(dates):is { '2020-12-24', '2020-12-31', '2021-01-07', '2021-01-14', '2021-01-21', '2021-01-28' }
  expect(areas):is(3)
  local count = 0
  for _, item in ipairs(plan.due) do
    if item.id:sub(1, 7) == 'weekly/' then
      expect(item.time):is '17:00'
      count = count + 1
    end
  end
  expect(count):is(6 * 3)
  expect(rules.zone):is 'Asia/Shanghai'
end)

test('each district owes the summary on 29 January 2021', function()
  local plan = plan_of { register(city(30)) }
  local dates, areas = dues_of(plan, 'summary')
  expect(dates):is { '2021-01-29' }
  expect(areas):is(3)
end)

test('a later start leaves weeks out', function()
  local plan = plan_of { register(city(30)), set = { start = '2021-01-06', first_by = '2021-01-15' } }
  expect((dues_of(plan, 'weekly'))):is { '2021-01-07', '2021-01-14', '2021-01-21', '2021-01-28' }
end)

-- {target = visit} of a stage.
local function visits_of(plan, stage)
  local found, number = {}, 0
  for _, visit in ipairs(plan.visits) do
    if visit.tasks[1].stage == stage then
      expect(found[visit.target]):is(nil)
      found[visit.target], number = visit, number + 1
    end
  end
  return found, number
end

test('every medical institution once, the marked ones first, pharmacies not', function()
  local rows = city(60, 9)
  rows.targets[60].kind = 'pharmacy'
  local plan = plan_of { register(rows) }
  local found, number = visits_of(plan, 'local')
  expect(number):is(59)
  expect(found.T160):is(nil)
  for i, target in ipairs(rows.targets) do
    local visit = found[target.id]
    if i <= 9 then
      expect(visit.date):at_most '2021-01-08'
    elseif i < 60 then
      expect(visit.date):at_least '2021-01-09'
    end
  end
  expect(#plan.unmet):is(0)
end)

test('by night, by crews of another district, without a draw, and nobody is told before', function()
  local plan, rules = plan_of { register(city(60, 9)) }
  local stage = rules.stages[2]
  expect(stage.method):is 'night'
  expect(stage.hours):is { '19:00-21:30' }
  expect(stage.embargo):is { before = 1, unit = 'workday', time = '17:00', from = { 'inspector', 'public' } }
  local found, number = visits_of(plan, 'night')
  expect(number):is(9)
  expect(rules.stages[2].obligations[1].crew.from):is 'other_county'
  for _, visit in pairs(found) do
    expect(visit.start):at_least '19:00'
    expect(#visit.people):is(2)
    for _, person in ipairs(visit.people) do
      expect(districts[tonumber(person.id:sub(2, 2))]):is_not(visit.area)
    end
  end
end)

test('leads are checked for cause, and what is similar is pulled in', function()
  local _, rules = plan_of {}
  local cause, alike, problem = rules.stages[3], rules.stages[4], rules.stages[5]
  expect(cause.obligations[1].since):is { kind = 'lead', from = { 0, 'day' }, to = { 10, 'workday' } }
  expect(alike.obligations[1].since.kind):is 'lead'
  expect(alike.obligations[1].like):is { 'kind', 'area' }
  expect(alike.obligations[1].like_most):is(3)
  expect(alike.obligations[1].like_only):is(true)
  expect(problem.obligations[1].since.of):is 'local'
  expect(problem.obligations[1].like):is { 'finding' }
  for _, stage in ipairs(rules.stages) do expect(#stage.draws):is(0) end
end)

test('a lead sends a crew to its target and to three like it, and a problem to those with the same', function()
  local rows = city(60)
  rows.as_of = '2021-01-04'
  rows.leads = { { target = 'T101', source = 'complaint', date = '2020-12-31', severity = 4 } }
  local item = '收费标准'
  rows.outcomes = {
    { target = 'T107', stage = 'local', result = 'problem', date = '2020-12-30', item = item },
    { target = 'T109', stage = 'local', result = 'problem', date = '2020-12-29', item = item },
    { target = 'T110', stage = 'local', result = 'problem', date = '2020-12-29', item = '药品进销存' },
  }
  local plan = plan_of { register(rows) }
  local cause, causes = visits_of(plan, 'cause')
  expect(causes):is(1)
  expect(cause.T101.date):at_most '2021-01-15'
  local alike, number = visits_of(plan, 'alike')
  expect(number):is(3)
  for id, visit in pairs(alike) do
    expect(id):is_not 'T101'
    expect(visit.kind):is 'hospital'
    expect(visit.area):is '990102'
  end
  local same = visits_of(plan, 'same-problem')
  expect(same.T107):is_not(nil)
  expect(same.T109):is_not(nil)
end)
