-- The numbers of the Yixing plan, on a made-up county of the real one's area codes.
local kinds = { 'pharmacy', 'clinic', 'hospital', 'village_clinic', 'health_center', 'community' }
local holidays = { -- 2021: days off between Monday and Friday
  '2021-01-01', '2021-02-11', '2021-02-12', '2021-02-15', '2021-02-16', '2021-02-17', '2021-04-05',
  '2021-05-03', '2021-05-04', '2021-05-05', '2021-06-14', '2021-09-20', '2021-09-21', '2021-10-01',
  '2021-10-04', '2021-10-05', '2021-10-06', '2021-10-07',
}
local workdays = { -- 2021: weekends worked instead
  '2021-02-07', '2021-02-20', '2021-04-25', '2021-05-08', '2021-09-18', '2021-09-26', '2021-10-09',
}
local month_ends = {
  '2021-01-29', '2021-02-26', '2021-03-31', '2021-04-30', '2021-05-31', '2021-06-30', '2021-07-30',
  '2021-08-31', '2021-09-30', '2021-10-29', '2021-11-30', '2021-12-31',
}

local function set_of(list)
  local set = {}
  for _, item in ipairs(list) do set[item] = true end
  return set
end
local off, on = set_of(holidays), set_of(workdays)

local function is_workday(date)
  if on[date] or off[date] then return on[date] == true end
  local month, day = tonumber(date:sub(6, 7)), tonumber(date:sub(9, 10))
  local before = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 }
  return (before[month] + day + 3) % 7 < 5 -- 1 January 2021 is a Friday
end

local function county(count)
  local rows = { targets = {}, inspectors = {} }
  rows.areas = {
    { code = '32', name = '江苏省', level = 'province' },
    { code = '3202', name = '无锡市', level = 'city', parent = '32' },
    { code = '320282', name = '宜兴市', level = 'county', parent = '3202' },
  }
  for i = 1, count do
    rows.targets[i] = {
      id = 'T' .. i, name = '样例机构' .. i, kind = kinds[i % #kinds + 1], area = '320282',
      zone = '片区' .. (i % 5 + 1), status = 'active',
    }
  end
  for i = 1, 8 do
    rows.inspectors[i] = {
      id = 'B' .. i, name = '样例保险' .. i, area = '320282', unit = '大病保险承办公司', roles = { 'third_party' },
    }
  end
  return rows
end

local function plan_for(rows) return plan_of { register(rows) } end

test('every institution exactly once, by 30 November', function()
  local plan = plan_for(county(120))
  local seen = {}
  for _, visit in ipairs(plan.visits) do
    expect(seen[visit.target]):is(nil)
    seen[visit.target] = true
    expect(visit.date):at_most '2021-11-30'
    expect(visit.date):at_least '2021-01-01'
  end
  expect(#plan.visits):is(120)
  expect(#plan.unmet):is(0)
end)

test('each visit goes through the four points of the checklist, and explains the policy', function()
  local _, rules = plan_of { register(county(4)) }
  expect(rules.stages[1].obligations[1].items)
    :is { '执业许可', '服务协议签订', '内部医保管理', '医药价格和招标采购', '政策宣传' }
  expect(rules.stages[1].obligations[1].times):is(1) -- one round, so all of them at each visit
end)

test('no visit on a day off', function()
  for _, visit in ipairs(plan_for(county(120)).visits) do
    expect(is_workday(visit.date)):is(true)
  end
end)

test('medical institutions and pharmacies only, and only active ones', function()
  local rows = county(12)
  rows.targets[1].status = 'closed'
  rows.targets[2].status = 'suspended'
  rows.targets[3].kind = 'agency'
  expect(#plan_for(rows).visits):is(9)
end)

test('two people of the insurer make each visit', function()
  for _, visit in ipairs(plan_for(county(30)).visits) do
    expect(#visit.people):is(2)
    expect(visit.people[1].seat):is 'third_party'
    expect(visit.people[2].seat):is 'third_party'
  end
end)

test('an agency check, not enforcement', function()
  local _, rules = plan_of {}
  expect(rules.stages[1].nature):is 'agency_check'
  expect(rules.stages[1].obligations[1].tasks):is 'month'
  expect(rules.office):is '320282'
end)

test('everybody is visited, only the order of the zones is drawn', function()
  local _, rules = plan_of {}
  local stage = rules.stages[1]
  expect(stage.kind):is 'coverage'
  expect(#stage.draws):is(1)
  expect(stage.draws[1].method):is 'order'
  expect(stage.draws[1].units):is 'zones'
  expect(stage.obligations[1].order_draw):is 'annual/order'
  local _, planned = plan_of { set = { order = 'zone' } }
  expect(#planned.stages[1].draws):is(0)
  expect(function() plan_of { set = { order = 'random' } } end):fails "'zone', 'draw'"
end)

-- Zones by the day of their first visit.
local function order_of(set)
  local order, seen = {}, {}
  for _, visit in ipairs(plan_of { register(county(120)), set = set }.visits) do
    if not seen[visit.zone] then
      seen[visit.zone] = true
      order[#order + 1] = visit.zone
    end
  end
  return order
end

test('another draw, another order of the zones', function()
  local first, differs = order_of {}, false
  for minutes = 91, 96 do -- another document, another rehearsed seed
    local other = order_of { minutes = minutes }
    for i, zone in ipairs(first) do differs = differs or other[i] ~= zone end
  end
  expect(#first):is(5)
  expect(differs):is(true)
end)

test('two milestones; the later does not relax the earlier', function()
  local _, rules = plan_of {}
  expect(#rules.milestones):is(2)
  expect(rules.milestones[1].date):is '2021-11-30'
  expect(rules.milestones[2].date):is '2021-12-31'
  expect(rules.stages[1].window[2]):is '2021-11-30'
end)

test('two hops on the last working day of each of 12 months', function()
  local dates = { ['monthly-in'] = {}, ['monthly-out'] = {} }
  for _, item in ipairs(plan_for(county(5)).due) do
    local list = dates[item.id:sub(1, item.id:find '/' - 1)]
    if list then list[#list + 1] = item.date end
  end
  expect(dates['monthly-in']):is(month_ends)
  expect(dates['monthly-out']):is(month_ends)
end)

test('next month\'s plan goes to the city bureau', function()
  local _, rules = plan_of {}
  expect(rules.dues[1].to):is '医保稽核科'
  expect(rules.dues[2].from):is '医保稽核科'
  expect(rules.dues[2].with):is 'next-month'
end)

test('the months are level', function()
  local months, most, least = {}, 0, 1000
  for _, visit in ipairs(plan_for(county(220)).visits) do
    local month = visit.date:sub(1, 7)
    months[month] = (months[month] or 0) + 1
  end
  for _, number in pairs(months) do
    most, least = math.max(most, number), math.min(least, number)
  end
  expect(most - least):at_most(15)
end)

test('where a problem was found another crew looks again, within 20 working days', function()
  local rows = county(12)
  for i, person in ipairs(rows.inspectors) do person.crew = '第' .. (i + 1) // 2 .. '组' end
  rows.as_of = '2021-11-29'
  local function found(i, result, date)
    return { target = 'T' .. i, stage = 'annual', result = result, date = date, people = 'B1,B2' }
  end
  rows.outcomes = {
    found(1, 'problem', '2021-11-26'), found(2, 'problem_fixed', '2021-11-26'), found(3, 'serious', '2021-11-25'),
    found(4, 'pass', '2021-11-25'),
  }
  local seen, number = {}, 0
  for _, visit in ipairs(plan_for(rows).visits) do
    if visit.tasks[1].stage == 'again' then
      seen[visit.target], number = visit, number + 1
      for _, person in ipairs(visit.people) do expect({ 'B3', 'B4', 'B5', 'B6', 'B7', 'B8' }):has(person.id) end
    end
  end
  expect(number):is(2)
  expect(seen.T1.date):at_most '2021-12-24'
  expect(seen.T3.date):at_most '2021-12-23'
  local _, rules = plan_of {}
  expect(rules.stages[2].window):is { '2021-01-01', '2021-12-31' } -- the handling ends with the year
  expect(rules.milestones[2].stage):is 'again'
end)
