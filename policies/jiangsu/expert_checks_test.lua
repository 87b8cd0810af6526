-- The rules of Jiangsu's surprise checks, on a made-up province of four cities.
local cities = { '3291', '3292', '3293', '3294' }
local specialties = { '医疗', '医保', '财务' }

-- marked: how many of a city's 30 institutions the register marks
local function province(marked)
  local rows = { targets = {}, inspectors = {}, experts = {} }
  rows.areas = { { code = '32', name = '江苏省', level = 'province' } }
  for c, code in ipairs(cities) do
    rows.areas[#rows.areas + 1] = { code = code, name = '样例市' .. c, level = 'city', parent = '32' }
    rows.areas[#rows.areas + 1] = { code = code .. '01', name = '样例区' .. c, level = 'county', parent = code }
    for i = 1, 30 do
      rows.targets[#rows.targets + 1] = {
        id = 'T' .. c .. 100 + i, name = '样例机构' .. c .. i, kind = i % 2 == 0 and 'hospital' or 'pharmacy',
        area = code .. '01', status = 'active', flags = i <= marked and { i % 3 == 0 and '问题' or '重点' } or nil,
      }
    end
    for i = 1, 4 do
      rows.inspectors[#rows.inspectors + 1] = {
        id = 'P' .. c .. i, name = '样例' .. c .. i, area = code .. '01', roles = { 'officer' },
        certificate = 'Z' .. c .. i, certificate_until = '2022-12-31',
      }
    end
    for i = 1, 6 do
      rows.experts[#rows.experts + 1] = {
        id = 'E' .. c .. i, name = '样例专家' .. c .. i, area = code, roles = { 'expert' },
        specialties = { specialties[(i - 1) % 3 + 1] }, unit = '单位' .. c .. i,
      }
    end
  end
  return rows
end

local function specialty_of(id) return specialties[(tonumber(id:sub(3)) - 1) % 3 + 1] end
local function plan_for(rows, set) return plan_of { register(rows), set = set or {} } end

test('a share of the marked ones of each city, rounded up', function()
  local plan, number = plan_for(province(11)), {}
  for _, visit in ipairs(plan.visits) do
    expect(tonumber(visit.target:sub(3)) - 100):at_most(11)
    number[visit.area:sub(1, 4)] = (number[visit.area:sub(1, 4)] or 0) + 1
  end
  expect(number):is { ['3291'] = 2, ['3292'] = 2, ['3293'] = 2, ['3294'] = 2 } -- 1.1 each
  expect(#plan.unmet):is(0)
end)

test('one expert each for medicine, insurance and finance, and two officers', function()
  for _, visit in ipairs(plan_for(province(20)).visits) do
    local found, officers = {}, 0
    for _, person in ipairs(visit.people) do
      if person.seat == 'officer' then officers = officers + 1 else found[specialty_of(person.id)] = person.seat end
    end
    expect(officers):is(2)
    expect(found):is { ['医疗'] = 'expert', ['医保'] = 'expert', ['财务'] = 'expert' }
    expect(#visit.people):is(5)
  end
end)

test('nobody comes from the city that is checked', function()
  local plan = plan_for(province(30), { share = '30%' })
  for _, visit in ipairs(plan.visits) do
    for _, person in ipairs(visit.people) do expect(person.id:sub(2, 2)):is_not(visit.area:sub(4, 4)) end
  end
  expect(#plan.visits):is(36)
end)

test('a specialty that the pool lacks is refused by name', function()
  local rows = province(10)
  for _, person in ipairs(rows.experts) do
    if person.specialties[1] == '财务' then person.specialties = { '信息' } end
  end
  expect(function() plan_for(rows) end):fails 'expert'
end)

test('no panel before the pool of experts exists', function()
  local _, rules = plan_of {}
  expect(rules.phases[1]):is { id = 'pool', title = '建立专家库', from = '2019-05-01', to = '2019-07-31' }
  expect(rules.stages[1].opens):is { after = 'pool' }
  expect(rules.stages[1].window):is { '2019-08-01', '2019-12-31' }
  for _, visit in ipairs(plan_for(province(10)).visits) do expect(visit.date):at_least '2019-08-01' end
  local _, earlier = plan_of { set = { pool_until = '2019-06-28' } }
  expect(earlier.stages[1].window):is { '2019-06-29', '2019-12-31' }
  expect(earlier.phases[1].to):is '2019-06-28'
  expect(function() plan_of { set = { pool_until = '2019-04-30' } } end):fails 'ends before it begins'
end)

test('the days cannot be foreseen: drawn order, sealed, hidden until the evening before', function()
  local _, rules = plan_of {}
  local stage = rules.stages[1]
  expect(rules.seed):is 'sealed'
  expect(stage.draws[1].method):is 'order'
  expect(stage.obligations[1].order):is 'draw'
  expect(stage.embargo.from):is { 'inspector', 'public' }
  for _, visit in ipairs(plan_for(province(10)).visits) do
    expect(visit.embargo_until:sub(1, 10) < visit.date):is(true)
  end
end)

test('the cities report what follows, on the last working day of each quarter', function()
  local dates = {}
  for i, item in ipairs(plan_for(province(10)).due) do dates[i] = item.date end
  expect(dates):is { '2019-09-30', '2019-12-31' }
end)
