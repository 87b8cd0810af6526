-- What spot_check.lua promises, on a county of forty institutions.
local function county(officers)
  local rows = { areas = {
    { code = '99', name = '样例省', level = 'province' },
    { code = '9901', name = '样例市', parent = '99', level = 'city' },
    { code = '990101', name = '样例县', parent = '9901', level = 'county' },
  }, targets = {}, inspectors = {}, relations = {} }
  for i = 1, 40 do
    rows.targets[i] = {
      id = 'T' .. i, name = '第' .. i .. '机构', kind = i % 2 == 0 and 'pharmacy' or 'village_clinic',
      area = '990101', zone = '第' .. (i % 4 + 1) .. '片区', status = i > 38 and 'closed' or 'active',
    }
    rows.relations[i] = { person = 'P1', target = 'T' .. i, reason = '近亲属' }
  end
  for i = 1, officers do
    rows.inspectors[i] = {
      id = 'P' .. i, name = '样例' .. i, area = '990101', certificate = 'C' .. i,
      certificate_until = '2027-12-31', roles = i <= officers // 2 and { 'lead', 'officer' } or { 'officer' },
    }
  end
  return register(rows)
end

test('six pharmacies and six medical institutions, each once in April, the closed ones never', function()
  local plan, seen, kinds = plan_of { county(8) }, {}, { pharmacy = 0, village_clinic = 0 }
  expect(#plan.unmet):is(0)
  expect(#plan.visits):is(12)
  for _, visit in ipairs(plan.visits) do
    expect(seen[visit.target]):is(nil)
    seen[visit.target] = true
    kinds[visit.kind] = kinds[visit.kind] + 1
    expect(visit.date):at_least '2026-04-01'
    expect(visit.date):at_most '2026-04-30'
  end
  expect(kinds):is { pharmacy = 6, village_clinic = 6 }
  expect(seen.T39):is(nil)
  expect(seen.T40):is(nil)
end)

test('two officers go, one leads, evenly, and nobody who must keep away', function()
  local load = {}
  for _, visit in ipairs(plan_of { county(8) }.visits) do
    expect(#visit.people):is(2)
    for _, person in ipairs(visit.people) do load[person.id] = (load[person.id] or 0) + 1 end
  end
  expect(load.P1):is(nil)
  for _, number in pairs(load) do expect(number):at_most(4) end -- 24 seats, 7 people
end)

test('the numbers can be set; more than there are is refused by name', function()
  expect(#plan_of { county(8), set = { pharmacies = '2', medical = '1' } }.visits):is(3)
  expect(function() plan_of { county(8), set = { pharmacies = '20' } } end):fails 'pharmacy'
end)

test('only randomness that nobody can choose will do', function()
  local _, rules = plan_of {}
  expect(rules.seed):is 'public'
end)
