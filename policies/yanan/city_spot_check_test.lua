-- The quarterly spot check, on a made-up city of three counties.
local counties = { '610691', '610692', '610693' }

local function city(count)
  local rows = { targets = {}, inspectors = {} }
  rows.areas = {
    { code = '61', name = '陕西省', level = 'province' },
    { code = '6106', name = '延安市', level = 'city', parent = '61' },
  }
  for i, code in ipairs(counties) do
    rows.areas[i + 2] = { code = code, name = '样例县' .. i, level = 'county', parent = '6106' }
  end
  for i = 1, count do
    rows.targets[i] = {
      id = 'T' .. 1000 + i, name = '样例机构' .. i, kind = i % 2 == 0 and 'pharmacy' or 'clinic',
      area = counties[i % #counties + 1], status = 'active',
    }
  end
  for i = 1, 8 do
    rows.inspectors[i] = {
      id = 'P' .. i, name = '样例' .. i, area = i > 5 and counties[i - 5] or '6106',
      roles = { 'officer', i % 2 == 0 and 'lead' or nil }, certificate = 'Z' .. i, certificate_until = '2024-12-31',
    }
  end
  return rows
end

local function rules_of(set)
  local _, rules = plan_of { set = set or {} }
  return rules
end

test('four stages, each in its quarter, each with a draw of its own', function()
  local rules = rules_of()
  local windows = {
    { '2020-01-01', '2020-03-31' }, { '2020-04-01', '2020-06-30' }, { '2020-07-01', '2020-09-30' },
    { '2020-10-01', '2020-12-31' },
  }
  expect(#rules.stages):is(4)
  for i, stage in ipairs(rules.stages) do
    expect(stage.kind):is 'drawn'
    expect(stage.window):is(windows[i])
    expect(stage.obligations[1].window):is(windows[i])
    expect(#stage.draws):is(1)
    expect(stage.draws[1].label):is('q' .. i .. '/targets')
    expect(stage.draws[1].method):is 'srs'
    expect(stage.merge):is(false)
  end
  expect(rules.seed):is 'public'
end)

test('the share is exact and can be set', function()
  expect(rules_of().stages[1].draws[1].share):is { 1, 20 }
  expect(rules_of({ share = '7%' }).stages[4].draws[1].share):is { 7, 100 }
  expect(rules_of({ share = '2.5%' }).stages[4].draws[1].share):is { 1, 40 }
  expect(function() rules_of { share = '101%' } end):fails 'a share such as 8%'
end)

test('the share is one of all designated institutions', function()
  local draw = rules_of().stages[1].draws[1]
  expect(draw.of):is(draw.from)
  expect(draw.by):is(nil)
end)

test('the year can be set', function()
  local rules = rules_of { year = '2024' }
  expect(rules.id):is 'yanan-spot-check-2024'
  expect(rules.stages[1].window):is { '2024-01-01', '2024-03-31' }
end)

test('the ranking of the half-years is the city\'s only report', function()
  local rules = rules_of()
  expect(#rules.dues):is(1)
  expect(rules.dues[1].when):is 'half_yearly 6 end roll=previous'
  expect(rules.dues[1].what):is 'ranking'
end)

-- {target = true} by quarter, and all visits.
local function quarters_of(rows)
  local plan = plan_of { register(rows) }
  local quarters = { {}, {}, {}, {} }
  expect(#plan.unmet):is(0)
  for _, visit in ipairs(plan.visits) do
    local number = tonumber(visit.tasks[1].stage:sub(2))
    expect((tonumber(visit.date:sub(6, 7)) + 2) // 3):is(number)
    expect(quarters[number][visit.target]):is(nil)
    quarters[number][visit.target] = true
  end
  return quarters, plan.visits
end

local function size_of(set)
  local size = 0
  for _ in pairs(set) do size = size + 1 end
  return size
end

test('5 % is rounded up: 1, 5, 6, 6, 7, 26 and 27 a quarter of 1, 100, 101, 119, 130, 520 and 521', function()
  for count, expected in pairs { [1] = 1, [100] = 5, [101] = 6, [119] = 6, [130] = 7, [520] = 26, [521] = 27 } do
    for _, quarter_of in ipairs(quarters_of(city(count))) do expect(size_of(quarter_of)):is(expected) end
  end
end)

test('each quarter draws anew', function()
  local quarters, all = quarters_of(city(400)), {}
  for _, quarter_of in ipairs(quarters) do
    for target in pairs(quarter_of) do all[target] = true end
  end
  expect(size_of(all)):at_least(60) -- of 80 draws out of 400
  expect(size_of(all)):at_most(79)
end)

test('inspectors are drawn, evenly, and none goes to the own county', function()
  local rows, load, home = city(400), {}, {}
  for _, person in ipairs(rows.inspectors) do home[person.id] = person.area end
  local _, visits = quarters_of(rows)
  for _, visit in ipairs(visits) do
    expect(#visit.people):is(2)
    for _, person in ipairs(visit.people) do
      expect(home[person.id]):is_not(visit.area)
      load[person.id] = (load[person.id] or 0) + 1
    end
  end
  expect(size_of(load)):is(8)
  for _, number in pairs(load) do expect(number):at_most(28) end -- 160 seats, 8 people, 4 leads
end)
