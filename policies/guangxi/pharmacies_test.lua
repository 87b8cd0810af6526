-- The numbers of the Guangxi plan, on a made-up county with four crews.
local crews = { '第一组', '第二组', '第三组', '第四组' }
local zones = { '城东片区', '城南片区', '城西片区', '城北片区', '东部乡镇', '南部乡镇', '西部乡镇', '北部乡镇' }
local workdays = {
  '2020-12-28', '2020-12-29', '2020-12-30', '2020-12-31', '2021-01-04', '2021-01-05', '2021-01-06', '2021-01-07',
  '2021-01-08',
}

-- per_day: visits of a person a day; 0: as many as the hours allow
local function county(count, per_day)
  local rows = { targets = {}, inspectors = {} }
  rows.areas = {
    { code = '45', name = '广西壮族自治区', level = 'province' },
    { code = '4599', name = '样例市', level = 'city', parent = '45' },
    { code = '459901', name = '样例县', level = 'county', parent = '4599' },
  }
  for i = 1, count do
    rows.targets[i] = {
      id = 'Y' .. i, name = '样例药店' .. i, kind = 'pharmacy', area = '459901', zone = zones[(i - 1) % #zones + 1],
      status = 'active',
    }
  end
  for i, crew in ipairs(crews) do
    for j, roles in ipairs { { 'lead', 'officer' }, { 'officer' } } do
      rows.inspectors[#rows.inspectors + 1] = {
        id = 'P' .. i .. j, name = '样例' .. i .. j, area = '459901', crew = crew, roles = roles,
        certificate = 'Z' .. i .. j, certificate_until = '2022-12-31', per_day = per_day,
      }
    end
  end
  return rows
end

local function plan_for(rows) return plan_of { register(rows), set = { office = '459901' } } end

test('every pharmacy once, on the nine working days', function()
  local plan = plan_for(county(72, 8))
  local days, seen = {}, {}
  for _, day in ipairs(workdays) do days[day] = true end
  expect(#workdays):is(9)
  for _, visit in ipairs(plan.visits) do
    expect(days[visit.date]):is(true)
    expect(seen[visit.target]):is(nil)
    seen[visit.target] = true
  end
  expect(#plan.visits):is(72)
  expect(#plan.unmet):is(0)
end)

test('crews keep to their zones, towns included', function()
  for _, visit in ipairs(plan_for(county(64, 8)).visits) do
    local number
    for i, zone in ipairs(zones) do
      if zone == visit.zone then number = (i - 1) % 4 + 1 end
    end
    expect(visit.people[1].id):is('P' .. number .. '1')
  end
end)

test('a leader of the bureau and a law officer make each visit', function()
  for _, visit in ipairs(plan_for(county(16, 8)).visits) do
    expect(#visit.people):is(2)
    expect(visit.people[1].seat):is 'lead'
    expect(visit.people[2].seat):is 'officer'
  end
end)

test('4 crews on 9 days with one visit a day make 36 visits', function()
  local plan = plan_for(county(36, 1))
  expect(#plan.visits):is(36)
  expect(#plan.unmet):is(0)
end)

test('what is beyond the capacity is unmet, with the shortfall', function()
  local plan = plan_for(county(40, 1))
  expect(#plan.visits):is(36)
  expect(#plan.unmet):is(4)
  for _, unmet in ipairs(plan.unmet) do
    expect(unmet.verdict):is 'together'
  end
end)

test('a town that nobody has been given is refused', function()
  local rows = county(8, 8)
  rows.targets[8].zone = '深山乡'
  expect(function() plan_for(rows) end):fails '深山乡'
end)

test('zones can be set', function()
  local rows = county(8, 8)
  rows.targets[8].zone = '深山乡'
  local plan = plan_of { register(rows), set = { office = '459901', fourth = '城北片区,北部乡镇,深山乡' } }
  expect(#plan.visits):is(8)
end)

test('five points are checked at each pharmacy', function()
  local _, rules = plan_of { register(county(4, 4)) }
  local check = rules.stages[1].obligations[1]
  expect(check.items):is { '盗刷套现', '串换药品', '为非定点机构刷卡', '虚开发票', '准入条件' }
  expect(check.times):is(1)
end)

test('only pharmacies', function()
  local rows = county(8, 8)
  rows.targets[1].kind = 'clinic'
  rows.targets[2].status = 'closed'
  expect(#plan_for(rows).visits):is(6)
end)

test('the plan is due in late December, the summary on 10 January', function()
  local function ids(plan)
    local list = {}
    for i, item in ipairs(plan.due) do list[i] = item.id end
    return list
  end
  expect(ids(plan_for(county(4, 8)))):is { 'plan/2020-12-25', 'summary/2021-01-10' }
  local rolled = plan_of { register(county(4, 8)), set = { office = '459901', roll = 'previous' } }
  expect(ids(rolled)):is { 'plan/2020-12-25', 'summary/2021-01-08' }
end)

test('as many crews as zones of the county seat; enforcement, nothing is drawn', function()
  local _, rules = plan_of {}
  local stage = rules.stages[1]
  expect(#stage.obligations[1].duties):is(4)
  expect(stage.obligations[1].areas):is 'fixed'
  expect(stage.nature):is 'enforcement'
  expect(stage.kind):is 'coverage'
  expect(#stage.draws):is(0)
end)

test('the plan in late December, checks until 10 January, and behind them the city looks again', function()
  local _, rules = plan_of {}
  local spans = {}
  for i, item in ipairs(rules.phases) do spans[i] = item.id .. ' ' .. item.from .. ' ' .. item.to end
  expect(spans):is {
    'plan 2020-12-21 2020-12-27', 'checks 2020-12-28 2021-01-10', 'handling 2020-12-28 2021-01-10',
    'recheck 2021-01-11 2021-01-31',
  }
  expect(rules.phases[4].after):is 'checks'
end)
