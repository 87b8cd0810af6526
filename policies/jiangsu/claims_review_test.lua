-- The review of claims, on a made-up city of two hospitals, a clinic, a pharmacy and an agency.
local function city()
  local rows = { targets = {
    { id = 'H1', kind = 'hospital', inpatient_claims = '2000', large_inpatient_claims = '120' },
    { id = 'H2', kind = 'hospital', inpatient_claims = '101', large_inpatient_claims = '0' },
    { id = 'C1', kind = 'clinic', inpatient_claims = '0', large_inpatient_claims = '0' },
    { id = 'Y1', kind = 'pharmacy' },
    { id = 'J1', kind = 'agency', manual_claims = '400', large_manual_claims = '12' },
  }, inspectors = {} }
  rows.areas = {
    { code = '32', name = '江苏省', level = 'province' },
    { code = '3202', name = '无锡市', level = 'city', parent = '32' },
  }
  for _, target in ipairs(rows.targets) do
    target.name, target.area, target.status = '样例' .. target.id, '3202', 'active'
  end
  for i = 1, 4 do
    rows.inspectors[i] = { id = 'P' .. i, name = '样例' .. i, area = '3202', roles = { 'auditor' } }
  end
  return rows
end

test('at least 5 % of what is counted, those of 50,000 yuan and more first', function()
  local _, rules = plan_of {}
  local inpatient, by_hand = rules.stages[1].obligations[1].review, rules.stages[2].obligations[1].review
  expect(inpatient.share):is { 1, 20 }
  expect(inpatient.field):is 'inpatient_claims'
  expect(inpatient.first):is 'large_inpatient_claims'
  expect(inpatient.unit):has '50000元以上'
  expect(by_hand.share):is { 1, 20 }
  expect(by_hand.field):is 'manual_claims'
  expect(by_hand.first):is 'large_manual_claims'
  local _, more = plan_of { set = { share = '7.5%' } }
  expect(more.stages[1].obligations[1].review.share):is { 3, 40 }
end)

test('on paper, by the agency, every quarter from April to December', function()
  local plan, rules = plan_of { register(city()) }
  for _, stage in ipairs(rules.stages) do
    expect(stage.method):is 'written'
    expect(stage.nature):is 'agency_check'
    expect(stage.window):is { '2019-04-01', '2019-12-31' }
  end
  local number = {}
  for _, visit in ipairs(plan.visits) do
    number[visit.target] = (number[visit.target] or 0) + 1
    expect(visit.tasks[1].stage):is(visit.kind == 'agency' and 'by-hand' or 'inpatient')
  end
  expect(number):is { H1 = 3, H2 = 3, C1 = 3, J1 = 3 }
  expect(#plan.unmet):is(0)
end)

test('it is reported with the quarter', function()
  local dates = {}
  for i, item in ipairs(plan_of { register(city()) }.due) do dates[i] = item.date end
  expect(dates):is { '2019-06-28', '2019-09-30', '2019-12-31' }
end)
