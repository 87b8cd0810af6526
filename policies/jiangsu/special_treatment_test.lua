-- What Jiangsu's special treatment promises, on a made-up city of the real ones' area codes.
local kinds = { 'hospital', 'pharmacy', 'clinic', 'village_clinic' }

-- marked: how many of the institutions the register marks
local function city(count, marked)
  local rows = { targets = {}, inspectors = {} }
  rows.areas = {
    { code = '32', name = '江苏省', level = 'province' },
    { code = '3202', name = '无锡市', level = 'city', parent = '32' },
  }
  for i = 1, count do
    rows.targets[i] = {
      id = 'T' .. 100 + i, name = '样例机构' .. i, kind = kinds[(i - 1) % #kinds + 1], area = '3202', status = 'active',
      zone = '片区' .. i % 3 + 1, flags = i <= (marked or 0) and { i % 2 == 0 and '重点' or '问题' } or nil,
    }
  end
  for i = 1, 8 do
    rows.inspectors[i] = {
      id = 'P' .. i, name = '样例' .. i, area = '3202', roles = { 'officer', i % 2 == 0 and 'lead' or nil },
      certificate = 'Z' .. i, certificate_until = '2022-12-31', crew = '第' .. (i + 1) // 2 .. '组',
    }
  end
  return rows
end

local function visits_of(plan, stage)
  local found, number = {}, 0
  for _, visit in ipairs(plan.visits) do
    if visit.tasks[1].stage == stage then
      found[visit.target], number = visit, number + 1
    end
  end
  return found, number
end

local function dues_of(plan, id)
  local dates = {}
  for _, item in ipairs(plan.due) do
    if item.id:sub(1, #id + 1) == id .. '/' then dates[#dates + 1] = item.date end
  end
  return dates
end

local function stage_of(rules, id)
  for _, stage in ipairs(rules.stages) do
    if stage.id == id then return stage end
  end
end

test('every institution is gone through once, the marked ones first', function()
  local rows = city(60, 12)
  local plan = plan_of { register(rows) }
  local found, number = visits_of(plan, 'local')
  expect(number):is(60)
  for i, target in ipairs(rows.targets) do
    expect(found[target.id].date <= '2019-08-30'):is(i <= 12)
    expect(found[target.id].date):at_least '2019-04-01'
  end
end)

test('the phases of 2019, in their order', function()
  local _, rules = plan_of {}
  local spans = {}
  for i, item in ipairs(rules.phases) do spans[i] = item.id .. ' ' .. item.from:sub(6) .. ' ' .. item.to:sub(6) end
  expect(spans):is {
    'start 03-01 04-30', 'rules 04-01 05-31', 'carry-out 04-01 12-31', 'publicity 04-01 04-30', 'self 04-01 08-31',
    'pool 05-01 07-31', 'recheck 09-01 10-31', 'rectification 11-01 12-31', 'hotline 04-01 12-31',
    'summary 12-01 12-31',
  }
  expect(rules.phases[7].after):is 'self'
  expect(rules.phases[8].after):is 'recheck'
end)

test('who reports no self-check by the end of August is visited', function()
  local rows = city(4)
  rows.as_of = '2019-09-02'
  rows.receipts = { { due = 'campaign-self-check/2019-08-30', target = 'T101', on = '2019-08-28' } }
  local found, number = visits_of(plan_of { register(rows) }, 'campaign')
  expect(number):is(3)
  expect(found.T101):is(nil)
  expect(found.T102.date):at_most '2019-09-29' -- 20 working days after Saturday, 31 August; a make-up Sunday
end)

test('problems are put right in November and December, after the check that found them, by another crew', function()
  local rows = city(12)
  rows.as_of = '2019-11-04'
  rows.outcomes = {
    { target = 'T101', stage = 'local', result = 'problem', date = '2019-05-06', people = 'P1,P2' },
    { target = 'T102', stage = 'local', result = 'pass', date = '2019-05-06', people = 'P1,P2' },
    { target = 'T103', stage = 'local', result = 'serious', date = '2019-11-01', people = 'P3,P4' },
  }
  local plan, rules = plan_of { register(rows) }
  local found, number = visits_of(plan, 'put-right')
  expect(number):is(2)
  for _, visit in pairs(found) do
    expect(visit.date):at_least '2019-11-04'
    expect(visit.date):at_most '2019-12-31'
  end
  for _, person in ipairs(found.T101.people) do expect({ 'P3', 'P4', 'P5', 'P6', 'P7', 'P8' }):has(person.id) end
  local stage = stage_of(rules, 'put-right')
  expect(stage.opens):is { after = 'recheck' }
  expect(stage.obligations[1].since.from):is { 1, 'day' }
  expect(stage.window):is { '2019-11-01', '2019-12-31' }
end)

test('leads and new legal representatives are checked for cause', function()
  local rows = city(12)
  rows.as_of = '2019-06-03'
  rows.leads = {
    { target = 'T101', source = 'register', date = '2019-05-31' },
    { target = 'T102', source = 'complaint', date = '2019-05-31' },
  }
  local found, number = visits_of(plan_of { register(rows) }, 'cause')
  expect(number):is(2)
  expect(found.T101.date):at_most '2019-06-17' -- ten working days, Dragon Boat Festival between
end)

test('general work is reported on the last working day of each quarter', function()
  expect(dues_of(plan_of { register(city(4)) }, 'quarterly')):is {
    '2019-03-29', '2019-06-28', '2019-09-30', '2019-12-31',
  }
end)

test('a case closed before National Day or referred before Tomb Sweeping is reported in 2 working days', function()
  local rows = city(4)
  rows.as_of = '2019-10-08'
  rows.cases = {
    { target = 'T101', opened = '2019-09-02', closed_on = '2019-09-30', amount = '5000001' },
    { target = 'T102', opened = '2019-09-02', closed_on = '2019-09-30', amount = '5000000' }, -- not over 50,000 yuan
    { target = 'T103', opened = '2019-03-04', referred_to = 'police', referred_on = '2019-04-04' },
    { target = 'T104', opened = '2019-03-04', referred_to = 'health', referred_on = '2019-04-04', amount = '9000000' },
  }
  local plan = plan_of { register(rows) }
  expect(dues_of(plan, 'case-closed')):is { '2019-10-09' }
  expect(dues_of(plan, 'case-police')):is { '2019-04-09' }
end)
