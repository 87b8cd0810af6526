-- The numbers of the Yixing supervision, on a made-up county whose institutions the coverage has visited.
local kinds = { 'pharmacy', 'clinic', 'hospital', 'village_clinic', 'health_center', 'pharmacy', 'community' }
local staff = {
  { 'L1', '待遇科', 'lead' }, { 'L2', '价采科', 'lead' }, { 'M1', '监督科' }, { 'M2', '监督科' }, { 'M3', '价采科' },
  { 'M4', '待遇科' }, { 'M5', '医保中心' }, { 'M6', '医保中心' }, { 'X1', '法规科' }, { 'X2', '办公室' },
}

-- visited: how many of them the coverage has visited
local function county(count, visited_count)
  local rows = { targets = {}, inspectors = {}, outcomes = {} }
  rows.areas = {
    { code = '32', name = '江苏省', level = 'province' },
    { code = '3202', name = '无锡市', level = 'city', parent = '32' },
    { code = '320282', name = '宜兴市', level = 'county', parent = '3202' },
  }
  for i = 1, count do
    local id = 'T' .. 1000 + i
    rows.targets[i] = {
      id = id, name = '样例机构' .. i, kind = kinds[i % #kinds + 1], area = '320282', zone = '片区' .. (i % 5 + 1),
      status = 'active',
    }
    if i <= (visited_count or count) then
      rows.outcomes[i] = { target = id, stage = 'yixing-2021/annual', result = 'pass' }
    end
  end
  for i, person in ipairs(staff) do
    rows.inspectors[i] = {
      id = person[1], name = '样例' .. person[1], area = '320282', unit = '医保局', department = person[2],
      roles = { 'officer', person[3] }, certificate = 'Z' .. i, certificate_until = '2024-12-31',
    }
  end
  return rows
end

local function plan_for(rows, set) return plan_of { register(rows), set = set or {} } end

-- All drawn targets, and how many are medical institutions.
local function drawn(plan)
  local seen, medical_count, number = {}, 0, 0
  for _, visit in ipairs(plan.visits) do
    expect(seen[visit.target]):is(nil)
    seen[visit.target] = visit
    number = number + 1
    if visit.kind ~= 'pharmacy' then medical_count = medical_count + 1 end
  end
  return number + #plan.unmet, medical_count, seen
end

test('300 institutions give 26, 520 give 26, 521 give 27', function()
  for count, expected in pairs { [300] = 26, [520] = 26, [521] = 27 } do
    local number, medical_count = drawn(plan_for(county(count)))
    expect(number):is(expected)
    expect(medical_count):at_least(6)
    expect(number - medical_count):at_least(20)
  end
end)

test('the share counts above its floor, and both can be set', function()
  expect((drawn(plan_for(county(521), { share = '10%' })))):is(53)
  local number, medical_count = drawn(plan_for(county(100), { medical = '3', pharmacy = '4' }))
  expect(number):is(7)
  expect(medical_count):is(3)
end)

test('a kind with fewer institutions than its floor is refused by name', function()
  local rows = county(60)
  for _, target in ipairs(rows.targets) do target.kind = 'pharmacy' end
  for i = 1, 4 do rows.targets[i].kind = 'hospital' end
  expect(function() plan_for(rows) end):fails 'medical: 4 < 6'
  for i = 1, 6 do rows.targets[i].kind = 'hospital' end
  expect((drawn(plan_for(rows)))):is(26)
end)

test('only those whom the coverage has visited, unless told otherwise', function()
  local rows = county(400, 150)
  local number, _, seen = drawn(plan_for(rows))
  expect(number):is(26)
  for i = 151, 400 do expect(seen['T' .. 1000 + i]):is(nil) end
  expect(function() plan_for(county(400, 0)) end):fails 'medical: 0 < 6'
  local _, rules = plan_of { set = { only_visited = 'false' } }
  expect(rules.stages[1].draws[1].from):is(rules.stages[1].draws[1].of)
end)

test('from July to November, month by month', function()
  local plan = plan_for(county(300))
  local months = {}
  for _, visit in ipairs(plan.visits) do
    expect(visit.date):at_least '2021-07-01'
    expect(visit.date):at_most '2021-11-30'
    months[visit.date:sub(1, 7)] = true
  end
  for _, month_of in ipairs { '2021-07', '2021-08', '2021-09', '2021-10', '2021-11' } do
    expect(months[month_of]):is(true)
  end
  local _, rules = plan_of {}
  expect(rules.stages[1].draws[1].batches):is 'month'
  expect(rules.milestones[1].date):is '2021-11-30'
end)

test('two groups, whose leads are fixed by department and whose members are drawn', function()
  local department, leads_of = {}, {}
  for _, person in ipairs(staff) do department[person[1]] = person[2] end
  for _, visit in ipairs(plan_for(county(300)).visits) do
    expect(#visit.people):is(3)
    for _, person in ipairs(visit.people) do
      if person.seat == 'lead' then
        leads_of[department[person.id]] = (leads_of[department[person.id]] or 0) + 1
      else
        expect({ '监督科', '价采科', '待遇科', '医保中心' }):has(department[person.id])
      end
    end
  end
  expect((leads_of['待遇科'] or 0) + (leads_of['价采科'] or 0)):is(26)
  expect(leads_of['待遇科']):at_least(10)
  expect(leads_of['价采科']):at_least(10)
end)

test('a department with two leads, or none, is refused', function()
  local rows = county(100)
  rows.inspectors[3].roles = { 'officer', 'lead' }
  rows.inspectors[3].department = '待遇科'
  expect(function() plan_for(rows) end):fails 'team 1 must fit exactly 1'
end)

test('the supervision is not put together with other visits', function()
  local _, rules = plan_of {}
  expect(rules.stages[1].merge):is(false)
  expect(rules.stages[1].nature):is 'enforcement'
  expect(rules.stages[1].obligations[1].crew.drawn):is(true)
  expect(#rules.stages[1].obligations[1].crew.teams):is(2)
end)
