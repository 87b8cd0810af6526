-- What the district's screening promises, on a made-up district.
local function district(numbers, marked)
  local rows = { targets = {}, inspectors = {} }
  rows.areas = {
    { code = '99', name = '样例省', level = 'province' },
    { code = '9901', name = '样例市', level = 'city', parent = '99' },
    { code = '990101', name = '样例区', level = 'county', parent = '9901' },
  }
  for kind, number in pairs(numbers) do
    for i = 1, number do
      rows.targets[#rows.targets + 1] = {
        id = kind .. i, name = '样例' .. kind .. i, kind = kind, area = '990101', zone = '片区' .. i % 3 + 1,
        status = 'active', ownership = i % 2 == 0 and 'private' or 'public',
        flags = i <= (marked or 0) and { i % 2 == 0 and '重点' or '问题' } or nil,
      }
    end
  end
  for i = 1, 8 do
    rows.inspectors[i] = {
      id = 'P' .. i, name = '样例' .. i, area = '990101', roles = { 'officer', i % 2 == 0 and 'lead' or nil },
      certificate = 'Z' .. i, certificate_until = '2024-12-31',
    }
  end
  return rows
end
local usual = { hospital = 20, health_center = 10, village_clinic = 41, pharmacy = 5 }

-- {target = visit} of a stage.
local function visits_of(plan, stage)
  local found, number = {}, 0
  for _, visit in ipairs(plan.visits) do
    if visit.tasks[1].stage == stage then
      expect(found[visit.target]):is(nil)
      found[visit.target], number = visit, number + 1
    end
  end
  return found, number
end

local function stage_of(set, id)
  local _, rules = plan_of { set = set }
  for _, stage in ipairs(rules.stages) do
    if stage.id == id then return stage, rules end
  end
end

test('no visit of the bureau before Monday, 21 December 2020', function()
  local plan, rules = plan_of { register(district(usual, 6)) }
  for _, stage in ipairs(rules.stages) do expect(stage.window[1]):is '2020-12-21' end
  local first = '9999'
  for _, visit in ipairs(plan.visits) do
    if visit.date < first then first = visit.date end
  end
  expect(first):at_least '2020-12-21'
  expect(#plan.unmet):is(0)
  expect(function() plan_of { set = { start = '2020-12-18' } } end):fails 'goes out from 2020-12-21'
end)

test('all public and private hospitals and health centres, each once', function()
  local rows = district(usual)
  local found, number = visits_of(plan_of { register(rows) }, 'hospitals')
  expect(number):is(30)
  for _, target in ipairs(rows.targets) do
    local wanted = target.kind == 'hospital' or target.kind == 'health_center'
    expect(found[target.id] ~= nil):is(wanted)
  end
end)

test('exactly the configured share of the village clinics, rounded up, by draw', function()
  local stage = stage_of({}, 'villages')
  expect(stage.kind):is 'drawn'
  expect(stage.draws[1].method):is 'srs'
  for share, expected in pairs { ['30%'] = 13, ['10%'] = 5, ['100%'] = 41 } do -- 12.3, 4.1, 41
    local plan = plan_of { register(district(usual, 3)), set = { villages = share } }
    local found, number = visits_of(plan, 'villages')
    expect(number):is(expected)
    for id in pairs(found) do expect(id:sub(1, 7)):is 'village' end
  end
end)

test('marked ones come first: hospitals in time, village clinics for certain', function()
  local rows = district(usual, 6)
  local plan = plan_of { register(rows) }
  local hospitals, villages = visits_of(plan, 'hospitals'), visits_of(plan, 'villages')
  for _, target in ipairs(rows.targets) do
    local visit = hospitals[target.id]
    if visit and target.flags then
      expect(visit.date):at_most '2021-01-29'
    elseif visit then
      expect(visit.date):at_least '2021-01-30'
    elseif target.kind == 'village_clinic' and target.flags then
      expect(villages[target.id]):is_not(nil)
    end
  end
end)

test('institutions check themselves before; without a report a crew comes', function()
  local stage, rules = stage_of({}, 'campaign')
  local due = rules.dues[2]
  expect(due.id):is 'campaign-self-check'
  expect(due.each):is 'target'
  expect(due.when):is 'on 2020-12-18'
  expect(stage.obligations[1].since.kind):is 'missing'
  expect(stage.obligations[1].since.of):is 'campaign-self-check'
  expect(rules.phases[1].to < stage.window[1]):is(true)
  expect(rules.phases[2].after):is 'self-check'
  expect(function() plan_of { set = { self_check = '2020-12-22' } } end):fails 'the phase begins before'
end)

test('everything since 1 January 2020 is examined, for three kinds of fraud', function()
  local _, rules = plan_of {}
  for _, stage in ipairs(rules.stages) do
    expect(stage.period[1]):is '2020-01-01'
    expect(stage.obligations[1].items):is { '诱导住院', '虚假住院', '小病大治' }
  end
end)

test('every lead on site, every hit of data screening by telephone; findings are reported at once', function()
  local leads_stage, rules = stage_of({}, 'leads')
  expect(leads_stage.obligations[1].since.of):is 'complaint'
  local suspects = stage_of({}, 'suspects')
  expect(suspects.method):is 'phone'
  expect(suspects.obligations[1].since.of):is 'screening'
  expect(rules.dues[1].since):is { kind = 'problem', to = { 1, 'workday' } }
end)

test('two of four sent no report: crews come to them within 20 working days', function()
  local rows = district { hospital = 2, village_clinic = 2, pharmacy = 1 }
  rows.as_of = '2020-12-21'
  rows.receipts = {
    { due = 'campaign-self-check/2020-12-18', target = 'hospital1', on = '2020-12-17' },
    { due = 'campaign-self-check/2020-12-18', target = 'village_clinic2', on = '2020-12-18' },
  }
  local found, number = visits_of(plan_of { register(rows) }, 'campaign')
  expect(number):is(2)
  expect(found.hospital2.date):at_most '2021-01-18'
  expect(found.village_clinic1.date):at_least '2020-12-21'
end)

test('a lead sends a crew, a hit of data screening a call', function()
  local rows = district { hospital = 3 }
  rows.as_of = '2020-12-28'
  rows.leads = {
    { target = 'hospital1', source = 'complaint', date = '2020-12-25' },
    { target = 'hospital2', source = 'screening', date = '2020-12-25' },
    { target = 'hospital3', source = 'media', date = '2020-12-25' },
  }
  local plan = plan_of { register(rows) }
  local on_site, visits = visits_of(plan, 'leads')
  local calls, number = visits_of(plan, 'suspects')
  expect(visits):is(1)
  expect(number):is(1)
  expect(on_site.hospital1.date):at_most '2021-01-04'
  expect(calls.hospital2.minutes):is(60)
end)
