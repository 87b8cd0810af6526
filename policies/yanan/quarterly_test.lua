-- The numbers of the Yan'an plan, on a made-up county of the real one's area codes.
local kinds = { 'hospital', 'pharmacy', 'clinic', 'pharmacy', 'village_clinic', 'health_center' }

local function county(count)
  local rows = { targets = {}, inspectors = {} }
  rows.areas = {
    { code = '61', name = '陕西省', level = 'province' },
    { code = '6106', name = '延安市', level = 'city', parent = '61' },
    { code = '610699', name = '样例县', level = 'county', parent = '6106' },
  }
  for i = 1, count do
    rows.targets[i] = {
      id = 'T' .. 1000 + i, name = '样例机构' .. i, kind = kinds[(i - 1) % #kinds + 1], area = '610699',
      zone = '片区' .. (i - 1) % 4 + 1, status = 'active',
    }
  end
  for crew = 1, 2 do
    for seat, roles in ipairs { { 'lead', 'officer' }, { 'officer' } } do
      rows.inspectors[#rows.inspectors + 1] = {
        id = 'P' .. crew .. seat, name = '样例' .. crew .. seat, area = '610699', crew = '第' .. crew .. '组',
        roles = roles, certificate = 'Z' .. crew .. seat, certificate_until = '2022-12-31',
      }
    end
  end
  return rows
end

local function plan_for(rows, set)
  set = set or {}
  set.office = '610699'
  return plan_of { register(rows), set = set }
end

local function quarter_of(visit) return (tonumber(visit.date:sub(6, 7)) - 1) // 3 + 1 end

-- The days on which report `id` is due, each once.
local function days_of(plan, id)
  local days = {}
  for _, item in ipairs(plan.due) do
    if item.id:sub(1, #id + 1) == id .. '/' and item.date ~= days[#days] then days[#days + 1] = item.date end
  end
  return days
end

test('four visits of each institution, one in every quarter', function()
  local rows = county(36)
  local plan = plan_for(rows)
  local seen = {}
  for _, visit in ipairs(plan.visits) do
    local key = visit.target .. '/' .. quarter_of(visit)
    expect(seen[key]):is(nil)
    seen[key] = true
  end
  for _, target in ipairs(rows.targets) do
    for number = 1, 4 do
      expect(seen[target.id .. '/' .. number]):is(true)
    end
  end
  expect(#plan.visits):is(4 * 36)
  expect(#plan.unmet):is(0)
end)

test('the weaker reading: four rounds that together reach everybody once', function()
  local plan = plan_for(county(36), { every = 'year' })
  local seen, quarters = {}, {}
  for _, visit in ipairs(plan.visits) do
    expect(seen[visit.target]):is(nil)
    seen[visit.target] = true
    quarters[quarter_of(visit)] = true
  end
  expect(#plan.visits):is(36)
  for number = 1, 4 do
    expect(quarters[number]):is(true)
  end
end)

test('five points for hospitals and clinics, four for pharmacies', function()
  local _, rules = plan_of {}
  expect(rules.stages[1].obligations[1].items):is { '合理诊断', '合理检查', '合理治疗', '合理用药', '合理收费' }
  expect(rules.stages[2].obligations[1].items):is {
    '规范信息系统', '规范经营项目', '规范价格政策', '规范服务行为',
  }
  for _, stage in ipairs(rules.stages) do
    expect(stage.obligations[1].times):is(1)
    expect(stage.obligations[1].each):is 'quarter'
    expect(stage.obligations[1].tasks):is 'quarter'
  end
  for _, visit in ipairs(plan_for(county(12)).visits) do
    expect(visit.tasks[1].stage):is(visit.kind == 'pharmacy' and 'pharmacies' or 'medical')
  end
end)

test('each round has its points, and the year has them all', function()
  local plan = plan_for(county(12))
  local number, seen = {}, {}
  for _, visit in ipairs(plan.visits) do -- in the order of their days
    local target = visit.target
    number[target] = (number[target] or 0) + 1
    expect(#visit.items):is(visit.kind ~= 'pharmacy' and number[target] == 4 and 2 or 1)
    seen[target] = seen[target] or {}
    for _, item in ipairs(visit.items) do
      expect(seen[target][item]):is(nil)
      seen[target][item] = true
    end
  end
  for target, items in pairs(seen) do
    local count = 0
    for _ in pairs(items) do count = count + 1 end
    expect(number[target]):is(4)
    expect(count):is(items['规范信息系统'] and 4 or 5)
  end
end)

test('the county can choose the points', function()
  local _, rules = plan_of { set = { medical_items = '合理收费, 合理用药' } }
  expect(rules.stages[1].obligations[1].items):is { '合理收费', '合理用药' }
end)

test('2020, on the days themselves', function()
  local plan = plan_for(county(6), { roll = 'none' })
  expect(days_of(plan, 'self-check')):is { '2020-02-29', '2020-05-31', '2020-08-31', '2020-11-30' }
  expect(days_of(plan, 'county')):is { '2020-03-20', '2020-06-20', '2020-09-20', '2020-12-20' }
  expect(days_of(plan, 'quarter-end')):is { '2020-03-31', '2020-06-30', '2020-09-30', '2020-12-31' }
  expect(days_of(plan, 'ranking')):is { '2020-06-30', '2020-12-31' }
end)

test('2020, days off moved to the working day before, as the policy says', function()
  local plan = plan_for(county(6))
  expect(days_of(plan, 'self-check')):is { '2020-02-28', '2020-05-29', '2020-08-31', '2020-11-30' }
  expect(days_of(plan, 'county')):is { '2020-03-20', '2020-06-19', '2020-09-18', '2020-12-18' }
end)

test('2020, days off moved to the next working day', function()
  local plan = plan_for(county(6), { roll = 'next' })
  expect(days_of(plan, 'self-check')):is { '2020-03-02', '2020-06-01', '2020-08-31', '2020-11-30' }
  expect(days_of(plan, 'county')):is { '2020-03-20', '2020-06-22', '2020-09-21', '2020-12-21' }
end)

test('each institution owes its self-check; county and agency owe the quarter', function()
  local _, rules = plan_of {}
  expect(rules.dues[1].each):is 'target'
  expect(rules.dues[1].what):is 'self_check'
  expect(rules.dues[2].owners):is { '县医疗保障局', '市医疗保险经办处' }
  expect(rules.dues[3].id):is 'quarter-end'
  expect(rules.dues[3].to):is '市医疗保障局医药服务管理科'
end)

test('closed institutions, agencies and contractors are not meant', function()
  local rows = county(12)
  rows.targets[1].status = 'closed'
  rows.targets[2].kind = 'agency'
  rows.targets[3].kind = 'contractor'
  local plan, owed = plan_for(rows), 0
  expect(#plan.visits):is(4 * 9)
  for _, item in ipairs(plan.due) do owed = owed + (item.what == 'self_check' and 1 or 0) end
  expect(owed):is(4 * 9)
end)
