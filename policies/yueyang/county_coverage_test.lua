-- The numbers of the Yueyang plan's county part, on a made-up county with three crews.
local zones = { '城区', '东片乡镇', '西片乡镇' }
local crews = { '第一组', '第二组', '第三组' }
local kinds = { 'hospital', 'health_center', 'clinic', 'village_clinic', 'community' }

local function county(count)
  local rows = { targets = {}, inspectors = {} }
  rows.areas = {
    { code = '43', name = '湖南省', level = 'province' },
    { code = '4306', name = '岳阳市', level = 'city', parent = '43' },
    { code = '430699', name = '样例县', level = 'county', parent = '4306' },
  }
  for i = 1, count do
    rows.targets[i] = {
      id = 'T' .. 1000 + i, name = '样例机构' .. i, kind = kinds[(i - 1) % #kinds + 1], area = '430699',
      zone = zones[(i - 1) % #zones + 1], status = 'active',
    }
  end
  for i, crew in ipairs(crews) do
    for seat, roles in ipairs { { 'lead', 'officer' }, { 'officer' } } do
      rows.inspectors[#rows.inspectors + 1] = {
        id = 'P' .. i .. seat, name = '样例' .. i .. seat, area = '430699', crew = crew, roles = roles,
        certificate = 'Z' .. i .. seat, certificate_until = '2022-12-31',
      }
    end
  end
  return rows
end

local function plan_for(rows, set)
  set = set or {}
  set.office = '430699'
  return plan_of { register(rows), set = set }
end

test('every medical institution once, by the Friday before the last Sunday', function()
  local plan = plan_for(county(90))
  local seen, last = {}, ''
  for _, visit in ipairs(plan.visits) do
    expect(seen[visit.target]):is(nil)
    seen[visit.target] = true
    expect(visit.date):at_least '2020-12-21'
    if visit.date > last then last = visit.date end
  end
  expect(#plan.visits):is(90)
  expect(#plan.unmet):is(0)
  expect(last):at_most '2021-01-29'
end)

test('the window ends on 31 January 2021', function()
  local _, rules = plan_of {}
  expect(rules.stages[1].window):is { '2020-12-21', '2021-01-31' }
  expect(rules.milestones[1].date):is '2021-01-31'
  local _, later = plan_of { set = { start = '2020-12-28' } }
  expect(later.stages[1].window):is { '2020-12-28', '2021-01-31' }
  expect(function() plan_of { set = { start = '2021-02-01' } } end):fails 'before the first day'
end)

test('each crew keeps its area; nothing is drawn', function()
  local _, rules = plan_of {}
  expect(rules.stages[1].kind):is 'coverage'
  expect(#rules.stages[1].draws):is(0)
  expect(rules.stages[1].obligations[1].order):is 'zone'
  for _, visit in ipairs(plan_for(county(60)).visits) do
    for i, zone in ipairs(zones) do
      if zone == visit.zone then expect(visit.people[1].id):is('P' .. i .. '1') end
    end
  end
end)

test('an area that nobody has been given is refused; areas can be set', function()
  local rows = county(9)
  rows.targets[9].zone = '湖区'
  expect(function() plan_for(rows) end):fails '湖区'
  expect(#plan_for(rows, { third = '西片乡镇,湖区' }).visits):is(9)
end)

test('medical institutions only, pharmacies and closed ones not', function()
  local rows = county(12)
  rows.targets[1].kind = 'pharmacy'
  rows.targets[2].kind = 'agency'
  rows.targets[3].status = 'closed'
  expect(#plan_for(rows).visits):is(9)
end)

test('a lead and a law officer make each visit', function()
  for _, visit in ipairs(plan_for(county(9)).visits) do
    expect(#visit.people):is(2)
    expect(visit.people[1].seat):is 'lead'
    expect(visit.people[2].seat):is 'officer'
  end
end)

test('the working book is closed with the last day', function()
  local function due(set) return plan_for(county(3), set).due[1].id end
  expect(due()):is 'ledger-book/2021-01-29'
  expect(due { roll = 'none' }):is 'ledger-book/2021-01-31'
end)
