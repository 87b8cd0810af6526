-- The rules of the quarterly spot check; whom it visits, only its draws say.
local function rules_of(set)
  local _, rules = plan_of { set = set or {} }
  return rules
end

test('four stages, each in its quarter, each with a draw of its own', function()
  local rules = rules_of()
  local windows = {
    { '2020-01-01', '2020-03-31' }, { '2020-04-01', '2020-06-30' }, { '2020-07-01', '2020-09-30' },
    { '2020-10-01', '2020-12-31' },
  }
  expect(#rules.stages):is(4)
  for i, stage in ipairs(rules.stages) do
    expect(stage.kind):is 'drawn'
    expect(stage.window):is(windows[i])
    expect(stage.obligations[1].window):is(windows[i])
    expect(#stage.draws):is(1)
    expect(stage.draws[1].label):is('q' .. i .. '/targets')
    expect(stage.draws[1].method):is 'srs'
    expect(stage.merge):is(false)
  end
  expect(rules.seed):is 'public'
end)

test('the share is exact and can be set', function()
  expect(rules_of().stages[1].draws[1].share):is { 1, 20 }
  expect(rules_of({ share = '7%' }).stages[4].draws[1].share):is { 7, 100 }
  expect(rules_of({ share = '2.5%' }).stages[4].draws[1].share):is { 1, 40 }
  expect(function() rules_of { share = '101%' } end):fails 'a share such as 8%'
end)

test('the share is one of all designated institutions', function()
  local draw = rules_of().stages[1].draws[1]
  expect(draw.of):is(draw.from)
  expect(draw.by):is(nil)
end)

test('the year can be set', function()
  local rules = rules_of { year = '2024' }
  expect(rules.id):is 'yanan-spot-check-2024'
  expect(rules.stages[1].window):is { '2024-01-01', '2024-03-31' }
end)

test('the ranking of the half-years is the city\'s only report', function()
  local rules = rules_of()
  expect(#rules.dues):is(1)
  expect(rules.dues[1].when):is 'half_yearly 6 end roll=previous'
  expect(rules.dues[1].what):is 'ranking'
end)
