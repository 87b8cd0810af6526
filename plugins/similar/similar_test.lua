-- The rules that similar makes of its parameters.
local similar  = use 'similar'
local everyone = targets { status = 'active' }

local function stage(fields)
  local record = {
    id = 'like', of = everyone, nature = 'agency_check', crew = seats { auditor(2) }, same = { 'organisation' },
    latest = after(30, 'day'),
  }
  for name, value in pairs(fields) do record[name] = value end
  local _, rules = plan_of { programme { id = 'test', title = 'test', year = 2021, similar(record) } }
  return rules.stages[1]
end

test('the target and all of its organisation', function()
  local visit = stage({}).obligations[1]
  expect(visit.since):is { kind = 'problem', from = { 1, 'day' }, to = { 30, 'day' } }
  expect(visit.like):is { 'organisation' }
  expect(visit.like_most):is(nil)
  expect(visit.like_only):is(false)
  expect(stage({}).merge):is(false)
end)

test('at most so many, without the target itself', function()
  local visit = stage({ same = { 'finding', 'area', 'kind' }, most = 3, itself = false }).obligations[1]
  expect(visit.like):is { 'finding', 'area', 'kind' }
  expect(visit.like_most):is(3)
  expect(visit.like_only):is(true)
end)

test('other causes', function()
  local visit = stage({ on = 'lead', after = 'complaint', min = 4, same = { 'area' } }).obligations[1]
  expect(visit.since.kind):is 'lead'
  expect(visit.since.of):is 'complaint'
  expect(visit.since.min):is(4)
end)

test('what makes no sense is refused', function()
  expect(function() stage { same = {} } end):fails 'same is empty'
  expect(function() stage { same = { 'colour' } } end):fails "must be one of 'kind', 'organisation'"
  expect(function() stage { same = { 'area', 'area' } } end):fails "'area' stands in the list twice"
  expect(function() stage { on = 'lead', same = { 'finding' } } end):fails 'has no finding that others could have'
  expect(function() stage { min = 3 } end):fails "'min' means nothing for the cause 'problem'"
end)
