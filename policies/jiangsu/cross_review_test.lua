-- The rules of Jiangsu's cross review, on a made-up province of three cities.
local cities = { '3291', '3292', '3293' }

local function province()
  local rows = { targets = {}, inspectors = {} }
  rows.areas = { { code = '32', name = '江苏省', level = 'province' } }
  for c, code in ipairs(cities) do
    local function add(list, record)
      record.id, record.name, record.area = record.id:sub(1, 1) .. c .. record.id:sub(2), '样例' .. c, code
      list[#list + 1] = record
    end
    rows.areas[#rows.areas + 1] = { code = code, name = '样例市' .. c, level = 'city', parent = '32' }
    for i = 1, 120 do
      add(rows.targets, { id = 'T' .. 100 + i, kind = i % 2 == 0 and 'clinic' or 'pharmacy', status = 'active' })
    end
    for i = 1, 2 do add(rows.targets, { id = 'J' .. i, kind = 'agency', status = 'active' }) end
    for i = 1, 4 do
      add(rows.inspectors, { id = 'P' .. i, roles = { 'officer', i <= 2 and 'lead' or 'auditor' },
                             certificate = 'Z' .. c .. i, certificate_until = '2022-12-31' })
    end
  end
  return rows
end

local function plan_for(set) return plan_of { register(province()), set = set or {} } end

test('1 % of the institutions, rounded up, and all agencies of each city', function()
  local number = { institutions = {}, agencies = {} }
  local plan = plan_for()
  for _, visit in ipairs(plan.visits) do
    local of = number[visit.tasks[1].stage]
    of[visit.area] = (of[visit.area] or 0) + 1
    expect(visit.kind == 'agency'):is(visit.tasks[1].stage == 'agencies')
  end
  expect(number.institutions):is { ['3291'] = 2, ['3292'] = 2, ['3293'] = 2 } -- 1.2 each
  expect(number.agencies):is { ['3291'] = 2, ['3292'] = 2, ['3293'] = 2 }
  expect(#plan.unmet):is(0)
end)

test('in September and October 2019', function()
  for _, visit in ipairs(plan_for().visits) do
    expect(visit.date):at_least '2019-09-01'
    expect(visit.date):at_most '2019-10-31'
  end
  local _, rules = plan_of {}
  for _, stage in ipairs(rules.stages) do expect(stage.window):is { '2019-09-01', '2019-10-31' } end
end)

test('nobody reviews the own city', function()
  for _, visit in ipairs(plan_for { share = '5%' }.visits) do
    for _, person in ipairs(visit.people) do expect(person.id:sub(2, 2)):is_not(visit.area:sub(4, 4)) end
    expect(#visit.people):is(2)
  end
end)

test('an agency is reviewed by auditors, which is no enforcement', function()
  local _, rules = plan_of {}
  expect(rules.stages[1].nature):is 'enforcement'
  expect(rules.stages[2].nature):is 'agency_check'
  expect(rules.stages[2].obligations[1].items):is { '内部控制', '稽核工作', '履约检查' }
  for _, visit in ipairs(plan_for().visits) do
    if visit.kind == 'agency' then
      for _, person in ipairs(visit.people) do expect(person.seat):is 'auditor' end
    end
  end
end)

test('cities in a drawn order, by a public value', function()
  local _, rules = plan_of {}
  expect(rules.seed):is 'public'
  for _, stage in ipairs(rules.stages) do
    expect(stage.draws[1].method):is 'order'
    expect(stage.draws[1].from.area):is '32'
    expect(stage.draws[2].outer):is(stage.id .. '/areas')
  end
end)
