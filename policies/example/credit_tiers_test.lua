-- What credit_tiers.lua promises, on a county of institutions in five tiers.
local numbers = { A = 250, B = 101, C = 41, D = 21, none = 11 }

local function county()
  local rows = { areas = {
    { code = '99', name = '样例省', level = 'province' },
    { code = '9901', name = '样例市', parent = '99', level = 'city' },
    { code = '990101', name = '样例县', parent = '9901', level = 'county' },
  }, targets = {}, inspectors = {} }
  for grade, number in pairs(numbers) do
    for i = 1, number do
      rows.targets[#rows.targets + 1] = {
        id = grade .. '-' .. i, name = '第' .. i .. '机构', kind = 'pharmacy', area = '990101', status = 'active',
        credit = grade ~= 'none' and grade or '', weight = i % 2 == 0 and 1 or 9,
      }
    end
  end
  for i = 1, 8 do
    rows.inspectors[i] = {
      id = 'P' .. i, name = '样例' .. i, area = '990101', certificate = 'C' .. i, certificate_until = '2027-12-31',
      roles = i <= 4 and { 'lead', 'officer' } or { 'officer' },
    }
  end
  return register(rows)
end

local function drawn_of(set)
  local drawn = {}
  for _, visit in ipairs(plan_of { county(), set = set or {} }.visits) do
    local grade = visit.target:sub(1, visit.target:find '-' - 1)
    local key = grade .. (visit.date <= '2026-06-30' and 1 or 2)
    drawn[key] = (drawn[key] or 0) + 1
  end
  return drawn
end

test('30 % of D, 10 % of C, 2 % of B and 1 % of A, rounded up, in each half-year; 10 % without a grade', function()
  expect(drawn_of()):is {
    A1 = 3, B1 = 3, C1 = 5, D1 = 7, none1 = 2, A2 = 3, B2 = 3, C2 = 5, D2 = 7, none2 = 2,
  } -- 2.5, 2.02, 4.1, 6.3, 1.1
end)

test('the table is data', function()
  local drawn = drawn_of { d = '100%', ungraded = '50%' }
  expect(drawn.D1):is(21)
  expect(drawn.none2):is(6) -- 5.5
end)

test('each tier has a draw of its own, by weight, from a value that nobody can choose', function()
  local _, rules = plan_of {}
  expect(rules.seed):is 'public'
  for _, stage in ipairs(rules.stages) do
    expect(#stage.draws):is(5)
    for _, draw in ipairs(stage.draws) do expect(draw.method):is 'pps' end
  end
end)
