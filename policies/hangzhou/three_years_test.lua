-- The numbers of Hangzhou's three years, on a made-up city; each test plays the years one after the other.
local kinds = { 'hospital', 'clinic', 'pharmacy', 'community', 'pharmacy' }
local stages = { 'y1', 'y2', 'y3' }

local function city(count)
  local rows = { targets = {}, inspectors = {}, outcomes = {} }
  rows.areas = {
    { code = '33', name = '浙江省', level = 'province' },
    { code = '3301', name = '杭州市', level = 'city', parent = '33' },
  }
  for i = 1, count do
    rows.targets[i] = {
      id = 'T' .. 1000 + i, name = '样例机构' .. i, kind = kinds[i % #kinds + 1], area = '3301', status = 'active',
    }
  end
  for i = 1, 6 do
    rows.inspectors[i] = {
      id = 'P' .. i, name = '样例' .. i, area = '3301', roles = { 'officer', i <= 3 and 'lead' or nil },
      certificate = 'Z' .. i, certificate_until = '2029-12-31',
    }
    rows.inspectors[i + 6] = { id = 'B' .. i, name = '样例第三方' .. i, area = '3301', roles = { 'third_party' } }
  end
  return rows
end

-- Whom a year's stage visits, in the order of the plan. The later years' draws are of no interest yet.
local function draw_of(rows, number)
  local drawn = {}
  for _, visit in ipairs(plan_of { register(rows) }.visits) do
    if visit.tasks[1].stage == stages[number] then drawn[#drawn + 1] = visit.target end
  end
  return drawn
end

-- The drawn ones become visited.
local function visit_all(rows, drawn, number)
  for _, target in ipairs(drawn) do
    rows.outcomes[#rows.outcomes + 1] = { target = target, stage = stages[number], result = 'pass' }
  end
end

test('100 institutions: 34, 33 and 33, nobody twice, everybody once', function()
  local rows, seen, numbers = city(100), {}, {}
  for number = 1, 3 do
    local drawn = draw_of(rows, number)
    for _, target in ipairs(drawn) do
      expect(seen[target]):is(nil)
      seen[target] = number
    end
    numbers[number] = #drawn
    visit_all(rows, drawn, number)
  end
  expect(numbers):is { 34, 33, 33 }
  for _, target in ipairs(rows.targets) do expect(seen[target.id]):is_not(nil) end
end)

test('who has closed leaves, who is new can be drawn in the current year', function()
  local rows = city(100)
  local first = draw_of(rows, 1)
  visit_all(rows, first, 1)
  local visited_before = {}
  for _, target in ipairs(first) do visited_before[target] = true end
  local closed = 0
  for _, target in ipairs(rows.targets) do
    if not visited_before[target.id] and closed < 6 then
      target.status = 'closed'
      closed = closed + 1
    end
  end
  for i = 1, 20 do
    rows.targets[100 + i] = {
      id = 'N' .. 100 + i, name = '新机构' .. i, kind = 'pharmacy', area = '3301', status = 'active',
    }
  end
  local second, new = draw_of(rows, 2), 0
  expect(#second):is(40) -- half of 66 - 6 + 20
  for _, target in ipairs(second) do
    expect(visited_before[target]):is(nil)
    if target:sub(1, 1) == 'N' then new = new + 1 end
  end
  expect(new):at_least(1)
  for _, target in ipairs(rows.targets) do
    if target.status == 'closed' then
      for _, id in ipairs(second) do expect(id):is_not(target.id) end
    end
  end
end)

test('who was drawn but not visited comes back', function()
  local rows = city(99)
  local drawn = draw_of(rows, 1)
  expect(#drawn):is(33)
  local missed = table.remove(drawn)
  visit_all(rows, drawn, 1)
  local second = draw_of(rows, 2)
  expect(#second):is(34) -- half of 67
  visit_all(rows, second, 2)
  local third = draw_of(rows, 3)
  expect(#third):is(33)
  local came = 0
  for _, list in ipairs { second, third } do
    for _, id in ipairs(list) do
      if id == missed then came = came + 1 end
    end
  end
  expect(came):is(1)
end)

test('the draw inside a year is random: another programme, other institutions', function()
  local rows = city(100)
  local function first(set)
    local chosen, _ = {}, nil
    for _, visit in ipairs(plan_of { register(rows), set = set }.visits) do
      if visit.tasks[1].stage == 'y1' then chosen[visit.target] = true end
    end
    return chosen
  end
  local one, other, same = first {}, first { minutes = '121' }, 0
  for target in pairs(one) do
    if other[target] then same = same + 1 end
  end
  expect(same):at_most(24) -- of 34; 11.6 are to be expected
  local _, rules = plan_of {}
  for _, stage in ipairs(rules.stages) do expect(stage.draws[1].method):is 'srs' end
end)

test('each year within its year, each with its assessment', function()
  local _, rules = plan_of { set = { start = '2022' } }
  expect(rules.stages[1].window):is { '2022-01-01', '2022-12-31' }
  expect(rules.stages[3].window):is { '2024-01-01', '2024-12-31' }
  expect(rules.milestones[1].date):is '2024-12-31'
  local plan, dates = plan_of { register(city(9)), set = { start = '2022' } }, {}
  for i, item in ipairs(plan.due) do dates[i] = item.date end
  expect(dates):is { '2022-12-30', '2023-12-29', '2024-12-31' } -- 31 December: a Saturday, a Sunday, a Tuesday
end)

test('a lead, an officer and one of a third party, drawn for each visit', function()
  local people = {}
  for _, visit in ipairs(plan_of { register(city(30)) }.visits) do
    expect(#visit.people):is(3)
    for i, seat in ipairs { 'lead', 'officer', 'third_party' } do
      expect(visit.people[i].seat):is(seat)
      people[visit.people[i].id] = true
    end
  end
  local count = 0
  for _ in pairs(people) do count = count + 1 end
  expect(count):at_least(8)
end)

test('points lead up the ladder and become the year\'s assessment', function()
  local _, rules = plan_of {}
  local steps, grades = {}, {}
  for i, rung in ipairs(rules.ladder.targets) do steps[i] = rung.title .. rung.at end
  for i, grade in ipairs(rules.ladder.grades) do grades[i] = grade.title .. (grade.from or 0) end
  expect(steps):is { '责令整改2', '通报批评4', '暂停协议8', '解除协议12' }
  expect(grades):is { '合格0', '基本合格4', '不合格8' }
  expect(rules.ladder.grades[3].failed):is(true)
  expect(rules.ladder.failed_years):is(2)
  expect(function() plan_of { set = { steps = '2,4,4,12' } } end):fails '4 points do not lie above the 4'
end)

test('two failed years running end the agreement: nobody is drawn any more', function()
  local rows = city(9)
  rows.as_of = '2023-01-03'
  local function lose(target, points, date)
    rows.outcomes[#rows.outcomes + 1] = {
      target = target, stage = 'other-programme/annual', result = 'problem', points = points, date = date,
    }
  end
  lose('T1001', 8, '2021-05-06')
  lose('T1001', 9, '2022-05-06')
  lose('T1002', 8, '2021-05-06') -- one failed year, then a better one
  lose('T1002', 7, '2022-05-06')
  lose('T1003', 20, '2022-05-06') -- one failed year only
  local drawn = draw_of(rows, 3)
  expect(#drawn):is(8)
  for _, target in ipairs(drawn) do expect(target):is_not 'T1001' end
end)
