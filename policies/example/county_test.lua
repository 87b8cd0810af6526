-- What county.lua promises, on a county of twenty-four institutions.
local function county(crews, inspectors)
  local rows = { areas = {
    { code = '99', name = '样例省', level = 'province' },
    { code = '9901', name = '样例市', parent = '99', level = 'city' },
    { code = '990101', name = '样例县', parent = '9901', level = 'county' },
  }, targets = {}, inspectors = inspectors or {} }
  for i = 1, 24 do
    rows.targets[i] = {
      id = 'T' .. i, name = '第' .. i .. '机构', kind = i % 2 == 0 and 'pharmacy' or 'village_clinic',
      area = '990101', zone = '第' .. (i % 4 + 1) .. '片区', status = i == 24 and 'closed' or 'active',
    }
  end
  for i = 1, 2 * crews do
    rows.inspectors[i] = {
      id = 'P' .. i, name = '样例' .. i, area = '990101', certificate = 'C' .. i,
      certificate_until = '2027-12-31', roles = i <= crews and { 'lead', 'officer' } or { 'officer' },
    }
  end
  return register(rows)
end

test('every active institution is visited once, the closed one never', function()
  local plan = plan_of { county(2) }
  local times = {}
  for _, visit in ipairs(plan.visits) do
    times[visit.target] = (times[visit.target] or 0) + 1
    expect(visit.date):at_least '2026-01-01'
    expect(visit.date):at_most '2026-11-30'
  end
  for i = 1, 23 do
    expect(times['T' .. i]):is(1)
  end
  expect(times.T24):is(nil)
  expect(#plan.unmet):is(0)
end)

test('two law officers make each visit, one of them leads', function()
  for _, visit in ipairs(plan_of { county(2) }.visits) do
    expect(#visit.people):is(2)
    expect(visit.people[1].seat):is 'lead'
    expect(visit.people[2].seat):is 'officer'
  end
end)

test('the place stays hidden until the afternoon of the working day before', function()
  for _, visit in ipairs(plan_of { county(2) }.visits) do
    expect(visit.embargo_until):has 'T09:00:00Z' -- 17:00 in China
    expect(visit.embargo_until):at_most(visit.date)
  end
end)

test('the last day can be moved', function()
  local plan, rules = plan_of { county(2), set = { once_by = '2026-06-30' } }
  for _, visit in ipairs(plan.visits) do
    expect(visit.date):at_most '2026-06-30'
  end
  expect(rules.milestones[1].date):is '2026-06-30'
end)

test('two reports leave on the last working day of each month, a summary in December', function()
  local days = {}
  for _, item in ipairs(plan_of { county(1) }.due) do
    days[item.date] = (days[item.date] or 0) + 1
  end
  for _, day in ipairs { '2026-01-30', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-29',
                         '2026-06-30', '2026-07-31', '2026-08-31', '2026-09-30', '2026-10-30',
                         '2026-11-30', '2026-12-31' } do
    expect(days[day]):is(2)
  end
  expect(days['2026-12-18']):is(1) -- the 20th is a Sunday
end)

test('a county without leaders is told so', function()
  expect(function() plan_of { county(0, { { id = 'P1', name = '样例', area = '990101', certificate = 'C1',
                                            roles = { 'officer' } } }) } end):fails 'nobody for the seats'
end)
