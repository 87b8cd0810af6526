-- The numbers of the Yueyang sample, on a made-up city of nine counties.
local kinds = { 'hospital', 'health_center', 'clinic', 'village_clinic', 'community' }

local function county_code(i) return '43069' .. i end

-- bureau, third_parties: how many of them there are beside the 33
local function city(count, bureau, third_parties)
  local rows = { targets = {}, inspectors = {} }
  rows.areas = {
    { code = '43', name = '湖南省', level = 'province' },
    { code = '4306', name = '岳阳市', level = 'city', parent = '43' },
  }
  for i = 1, 9 do
    rows.areas[i + 2] = { code = county_code(i), name = '样例县' .. i, level = 'county', parent = '4306' }
  end
  for i = 1, count do
    rows.targets[i] = {
      id = 'T' .. 1000 + i, name = '样例机构' .. i, kind = kinds[i % #kinds + 1], area = county_code(i % 9 + 1),
      status = 'active',
    }
  end
  local function add(prefix, number, role, area_of)
    for i = 1, number do
      rows.inspectors[#rows.inspectors + 1] = {
        id = prefix .. i, name = '样例' .. prefix .. i, area = area_of and area_of(i) or '4306', roles = { role },
        certificate = role == 'officer' and 'Z' .. prefix .. i or nil,
        certificate_until = role == 'officer' and '2022-12-31' or nil,
      }
    end
  end
  add('K', 18, 'officer', function(i) return county_code((i - 1) // 2 + 1) end)
  add('A', 3, 'auditor') -- affairs centre
  add('J', 9, 'auditor') -- audit centre
  add('D', 3, 'analyst')
  add('B', bureau or 0, 'officer')
  add('T', third_parties or 0, 'third_party')
  return rows
end

local function plan_for(rows, set) return plan_of { register(rows), set = set or {} } end

-- {crew = {person = seat}} of all crews, which are the same on all their visits.
local function groups_of(plan)
  local groups = {}
  for _, visit in ipairs(plan.visits) do
    local people = {}
    for _, person in ipairs(visit.people) do people[person.id] = person.seat end
    expect(groups[visit.crew] or people):is(people)
    groups[visit.crew] = people
  end
  return groups
end

local function sizes_of(groups)
  local sizes, seen, total = {}, {}, 0
  for _, people in pairs(groups) do
    local size = 0
    for id in pairs(people) do
      expect(seen[id]):is(nil)
      seen[id] = true
      size = size + 1
    end
    sizes[#sizes + 1] = size
    total = total + size
  end
  table.sort(sizes)
  return sizes, total
end

test('33 people in six groups of 6, 6, 6, 5, 5 and 5, each in one', function()
  local sizes, total = sizes_of(groups_of(plan_for(city(120), { share = '50%' })))
  expect(sizes):is { 5, 5, 5, 6, 6, 6 }
  expect(total):is(33)
end)

test('at most one analyst and at least two officers with a certificate per group', function()
  local analysts = 0
  for _, people in pairs(groups_of(plan_for(city(120), { share = '50%' }))) do
    local own, officers = 0, 0
    for _, seat in pairs(people) do
      if seat == 'analyst' then own = own + 1 end
      if seat == 'officer' then officers = officers + 1 end
    end
    expect(own):at_most(1)
    expect(officers):at_least(2)
    analysts = analysts + own
  end
  expect(analysts):is(3)
end)

test('six of the bureau and six of third parties make 45, in groups of 8, 8, 8, 7, 7 and 7', function()
  local rows = city(120, 6, 6)
  local set = { share = '50%', bureau = '6', third_parties = '6' }
  local sizes, total = sizes_of(groups_of(plan_for(rows, set)))
  expect(sizes):is { 7, 7, 7, 8, 8, 8 }
  expect(total):is(45)
end)

test('what does not divide by six goes into groups of its own', function()
  local _, rules = plan_of { set = { bureau = '2', third_parties = '4', counties = '8' } }
  local crew = rules.stages[1].obligations[1].crew
  expect(crew.teams[1].seats):is { { role = 'officer', count = 3 }, { role = 'auditor', count = 2 } }
  expect(crew.extra):is { { role = 'analyst', count = 3 }, { role = 'third_party', count = 4 } }
  expect(function() plan_of { set = { counties = '5' } } end):fails 'at least two officers'
end)

test('too few people are refused by their seat', function()
  local rows = city(120)
  rows.inspectors[33] = nil
  expect(function() plan_for(rows) end):fails 'analyst'
end)

test('nobody inspects the own county', function()
  local rows, home = city(200), {}
  for _, person in ipairs(rows.inspectors) do home[person.id] = person.area end
  local plan = plan_for(rows, { share = '40%' })
  for _, visit in ipairs(plan.visits) do
    for _, person in ipairs(visit.people) do expect(home[person.id]):is_not(visit.area) end
  end
  expect(#plan.visits):at_least(75)
end)

test('the sample is a share rounded up, of active medical institutions', function()
  local rows = city(121)
  local plan = plan_for(rows)
  expect(#plan.visits + #plan.unmet):is(7) -- 6.05
  rows.targets[1].kind = 'pharmacy'
  rows.targets[2].status = 'closed'
  plan = plan_for(rows)
  expect(#plan.visits + #plan.unmet):is(6) -- 5.95
end)

test('until 31 January 2021, and hidden until just before', function()
  local _, rules = plan_of {}
  local stage = rules.stages[1]
  expect(stage.window):is { '2020-12-21', '2021-01-31' }
  expect(stage.embargo):is { before = 1, unit = 'workday', time = '17:00', from = { 'inspector', 'public' } }
  expect(rules.seed):is 'sealed'
  expect(stage.merge):is(false)
  for _, visit in ipairs(plan_for(city(120)).visits) do
    expect(visit.date):at_least '2020-12-21'
    expect(visit.date):at_most '2021-01-29' -- the last is a Sunday
    expect(visit.embargo_until:sub(1, 10) < visit.date):is(true)
  end
end)
