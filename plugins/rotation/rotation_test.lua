-- The rules that rotation makes of its parameters.
local rotation = use 'rotation'
local everyone = targets { status = 'active' }

local function year_of(number, fields)
  local record = {
    id = 'y' .. number, of = everyone, window = year(2020 + number), nature = 'agency_check',
    crew = seats { auditor(2) },
  }
  for name, value in pairs(fields) do record[name] = value end
  return rotation(record)
end

local function rules_of(...)
  local record = { id = 'test', title = 'test', year = 2021 }
  for i, stage in ipairs { ... } do record[i] = stage end
  local _, rules = plan_of { programme(record) }
  return rules
end

-- What a share rounded up draws of so many.
local function drawn(share, number) return (share[1] * number + share[2] - 1) // share[2] end

test('a third, half of the rest, the rest', function()
  local rules = rules_of(year_of(1, {}), year_of(2, { earlier = { 'y1' } }), year_of(3, { earlier = { 'y1', 'y2' } }))
  local left, numbers = 100, {}
  expect(rules.stages[1].draws[1].share):is { 1, 3 }
  expect(rules.stages[2].draws[1].share):is { 1, 2 }
  expect(rules.stages[3].draws[1].share):is { 1, 1 }
  for i, stage in ipairs(rules.stages) do
    numbers[i] = drawn(stage.draws[1].share, left)
    left = left - numbers[i]
    expect(stage.draws[1].method):is 'srs'
    expect(stage.kind):is 'drawn'
  end
  expect(numbers):is { 34, 33, 33 }
  expect(left):is(0)
end)

test('those whom earlier years visited are out of the urn', function()
  local draw = rules_of(year_of(1, {}), year_of(2, {}), year_of(3, { earlier = { 'y1', 'y2' } })).stages[3].draws[1]
  expect(draw.from.op):is 'minus'
  expect(draw.from.of[2].what):is 'visited'
  expect(draw.from.of[2].name):is 'y2'
  expect(draw.from.of[1].op):is 'minus'
  expect(draw.from.of[1].of[2].name):is 'y1'
  expect(draw.of):is(draw.from)
end)

test('other cycles, strata, flags, people', function()
  local stage = rules_of(year_of(1, { years = 5, by = 'kind', skip = { '新' }, must = { '重点' }, rotate = 'all',
                                      people = 'planned', batches = 'quarterly' })).stages[1]
  local draw, o = stage.draws[1], stage.obligations[1]
  expect(draw.share):is { 1, 5 }
  expect(draw.by):is 'kind'
  expect(draw.skip):is { '新' }
  expect(draw.must):is { '重点' }
  expect(draw.batches):is 'quarter'
  expect(o.rotate):is 'all'
  expect(o.crew.drawn):is(nil)
  expect(rules_of(year_of(1, {})).stages[1].obligations[1].crew.drawn):is(true)
end)

test('the years can be programmes of their own', function()
  local draw = rules_of(year_of(2, { earlier = { 'cycle-2021/y1' } })).stages[1].draws[1]
  expect(draw.from.of[2].name):is 'cycle-2021/y1'
end)

test('what cannot be is refused', function()
  expect(function() rules_of(year_of(2, { earlier = { 'y1' } })) end):fails "there is no stage 'y1'"
  expect(function() rules_of(year_of(4, { earlier = { 'y1', 'y2', 'y3' } })) end):fails 'at most 2 earlier ones'
  expect(function() rules_of(year_of(1, { years = 0 })) end):fails 'from 1 to 20'
  expect(function() rules_of(year_of(1, { of = pick { 3 } })) end):fails 'a selection of targets'
  expect(function() rules_of(year_of(1, { earlyer = {} })) end):fails '(earlier?)'
end)
