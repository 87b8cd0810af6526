-- The first of five triggers, the yearly plan, on a made-up province.
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

test('the trigger stands on every task', function()
  local plan, rules = plan_of { register(province(40)), set = { share = '10%' } }
  expect(#plan.visits):is(4)
  for _, visit in ipairs(plan.visits) do expect(visit.tasks[1].stage):is 'trigger-1' end
  expect(rules.stages[1].basis):has '第十条第(1)项'
end)

test('the yearly plan is drawn: targets, people and experts, under seal', function()
  local rules = rules_of {}
  local stage = rules.stages[1]
  expect(stage.id):is 'trigger-1'
  expect(stage.kind):is 'drawn'
  expect(stage.plugin):is 'double_random'
  expect(#stage.draws):is(1)
  expect(stage.obligations[1].targets):is { drawn = 'trigger-1/targets' }
  expect(stage.obligations[1].crew.drawn):is(true)
  expect(stage.obligations[1].panel.drawn):is(true)
  expect(rules.seed):is 'sealed'
end)

test('institutions, agencies and contractors can be drawn', function()
  local found = {}
  for _, visit in ipairs(plan_of { register(province(40)), set = { share = '100%' } }.visits) do
    found[visit.kind] = true
  end
  expect(found):is { hospital = true, pharmacy = true, agency = true, contractor = true }
end)

test('two law officers beside a lead, none from the county of the target; an expert beside them', function()
  local rows, home = province(40), {}
  for _, list in ipairs { rows.inspectors, rows.experts } do
    for _, person in ipairs(list) do home[person.id] = person.area end
  end
  local plan = plan_of { register(rows), set = { share = '20%' } }
  expect(#plan.unmet):is(0)
  expect(#plan.visits):is(8)
  for _, visit in ipairs(plan.visits) do
    local officers = 0
    for _, person in ipairs(visit.people) do
      expect(home[person.id]):is_not(visit.area)
      if person.seat ~= 'expert' then officers = officers + 1 end
    end
    expect(officers):is(3)
    expect(#visit.people):is(4)
  end
end)

test('without notice: hidden until the evening of the working day before', function()
  expect(rules_of({}).stages[1].embargo)
    :is { before = 1, unit = 'workday', time = '17:00', from = { 'inspector', 'public' } }
end)
