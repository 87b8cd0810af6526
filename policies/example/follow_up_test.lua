-- What follow_up.lua promises, on a county of three crews.
local function county(rows)
  rows.areas = {
    { code = '99', name = '样例省', level = 'province' },
    { code = '9901', name = '样例市', parent = '99', level = 'city' },
    { code = '990101', name = '样例县', parent = '9901', level = 'county' },
  }
  rows.targets, rows.inspectors, rows.as_of = {}, {}, '2026-03-17'
  for i = 1, 6 do
    rows.targets[i] = {
      id = 'T' .. i, name = '第' .. i .. '药店', kind = 'pharmacy', area = '990101', status = 'active',
    }
    rows.inspectors[i] = {
      id = 'P' .. i, name = '样例' .. i, area = '990101', crew = '第' .. (i + 1) // 2 .. '组', certificate = 'C' .. i,
      certificate_until = '2027-12-31', roles = i % 2 == 1 and { 'lead', 'officer' } or { 'officer' },
    }
  end
  return plan_of { register(rows) }
end

local function found(fields)
  local outcome = { target = 'T1', date = '2026-03-16', stage = 'example-county-2026/annual', result = 'problem' }
  for name, value in pairs(fields) do outcome[name] = value end
  return { outcome }
end

test('where a problem is to be put right, another crew looks within twenty working days after that day', function()
  local plan = county { outcomes = found { rectify_by = '2026-04-15', people = { 'P1', 'P2' } } }
  expect(#plan.unmet):is(0)
  expect(#plan.visits):is(1)
  local visit = plan.visits[1]
  expect(visit.target):is 'T1'
  expect(visit.date):at_least '2026-04-16'
  expect(visit.date):at_most '2026-05-15' -- five days off in May, one of them made up for
  for _, person in ipairs(visit.people) do
    expect(person.id == 'P1' or person.id == 'P2'):is(false)
  end
end)

test('what passed, and what another programme found, causes nothing', function()
  expect(#county({ outcomes = found { result = 'pass' } }).visits):is(0)
  expect(#county({ outcomes = found { stage = 'spring/check', rectify_by = '2026-04-15' } }).visits):is(0)
end)

test('a grave complaint sends a crew within five working days, a slight one nobody', function()
  local plan = county { leads = {
    { target = 'T2', source = 'complaint', date = '2026-03-17', severity = 4 },
    { target = 'T3', source = 'complaint', date = '2026-03-17', severity = 2 },
    { target = 'T4', source = 'media', date = '2026-03-17', severity = 5 },
  } }
  expect(#plan.visits):is(1)
  expect(plan.visits[1].target):is 'T2'
  expect(plan.visits[1].date):at_least '2026-03-17'
  expect(plan.visits[1].date):at_most '2026-03-24'
end)
