-- The rules that expert_panel makes of its parameters.
local expert_panel = use 'expert_panel'
local everyone     = targets { status = 'active' }
local specialists  = seats {
  expert { specialties = '医疗' }, expert { specialties = '医保' }, expert { specialties = '财务' },
}
local by_crew      = shuffle { of = inspectors(), units = 'crews' }

local function stage(fields)
  fields.id = 'experts'
  fields.nature = 'enforcement'
  fields.crew = fields.crew or seats { officer(2) }
  fields.panel = fields.panel or specialists
  local _, rules = plan_of { programme { id = 'test', title = 'test', year = 2021, expert_panel(fields) } }
  return rules.stages[1]
end

test('each drawn target gets a panel of its own, one expert per specialty', function()
  local s = stage { sample = pick { 10, from = everyone } }
  local o = s.obligations[1]
  expect(s.kind):is 'drawn'
  expect(o.panel.drawn):is(true)
  expect(o.panel_draw):is(nil)
  expect(o.crew.drawn):is(nil)
  expect(#o.panel.seats):is(3)
  for i, specialty in ipairs { '医疗', '医保', '财务' } do
    expect(o.panel.seats[i].role):is 'expert'
    expect(o.panel.seats[i].where['in']):is { specialty }
  end
end)

test('the crew can be drawn with it', function()
  local o = stage { sample = pick { 10, from = everyone }, people = 'drawn', batches = 'monthly' }.obligations[1]
  expect(o.crew.drawn):is(true)
  expect(o.panel.drawn):is(true)
end)

test('each crew of a coverage gets a panel for good', function()
  local s = stage { of = everyone, crews = by_crew, times = 1, each = 'half' }
  local o = s.obligations[1]
  expect(s.kind):is 'coverage'
  expect(s.draws[1].label):is 'experts/panel'
  expect(s.draws[1].units):is 'crews'
  expect(s.draws[1].method):is 'order'
  expect(o.panel_draw):is 'experts/panel'
  expect(o.panel.drawn):is(true)
  expect(o.crew.drawn):is(nil)
  expect(o.each):is 'half'
end)

test('what cannot be is refused', function()
  expect(function() stage {} end):fails 'say whom to visit'
  expect(function() stage { of = everyone, sample = pick { 1 } } end):fails 'say whom to visit'
  expect(function() stage { of = everyone } end):fails 'of needs crews'
  expect(function() stage { of = everyone, crews = by_crew, batches = 'monthly' } end):fails 'leave out batches'
  expect(function() stage { sample = pick { 1 }, crews = by_crew } end):fails 'leave out crews'
  expect(function() stage { of = everyone, crews = shuffle(inspectors()) } end):fails 'a draw of crews'
  expect(function() stage { sample = pick { 1 }, panel = teams { { expert(1) } } } end):fails 'a panel has seats'
  expect(function() stage { sample = pick { 1 }, pannel = specialists } end):fails '(panel?)'
end)

-- A county of two crews and six experts, two of each specialty.
local function county()
  local rows = { targets = {}, inspectors = {}, experts = {} }
  rows.areas = {
    { code = '32', name = '江苏省', level = 'province' },
    { code = '3291', name = '样例市', level = 'city', parent = '32' },
    { code = '329101', name = '样例区', level = 'county', parent = '3291' },
  }
  for i = 1, 24 do
    rows.targets[i] = {
      id = 'T' .. 100 + i, name = '机构' .. i, kind = 'clinic', area = '329101', zone = '片区' .. i % 4, status = 'active',
    }
  end
  for i = 1, 4 do
    rows.inspectors[i] = {
      id = 'P' .. i, name = '人员' .. i, area = '329101', crew = '第' .. i % 2 + 1 .. '组', roles = { 'officer' },
      certificate = 'Z' .. i, certificate_until = '2029-12-31',
    }
  end
  for i = 1, 6 do
    rows.experts[i] = {
      id = 'E' .. i, name = '专家' .. i, area = '3291', roles = { 'expert' },
      specialties = { ({ '医疗', '医保', '财务' })[i % 3 + 1] },
    }
  end
  return register(rows)
end

local function experts_by(plan, key)
  local found = {}
  for _, visit in ipairs(plan.visits) do
    local own, specialties = {}, {}
    for _, person in ipairs(visit.people) do
      if person.seat == 'expert' then
        own[#own + 1] = person.id
        specialties[tonumber(person.id:sub(2)) % 3] = true
      end
    end
    table.sort(own)
    expect(#own):is(3)
    for i = 0, 2 do expect(specialties[i]):is(true) end
    expect(found[visit[key]] or own):is(own)
    found[visit[key]] = own
  end
  return found
end

local function plan_of_stage(fields)
  fields.id, fields.nature, fields.crew, fields.panel = 'experts', 'enforcement', seats { officer(2) }, specialists
  return plan_of { county(), programme {
    id = 'test', title = 'test', year = 2021, office = '329101', expert_panel(fields),
  } }
end

test('a crew keeps its experts on all visits, and shares none', function()
  local plan = plan_of_stage { of = everyone, crews = by_crew }
  local found = experts_by(plan, 'crew')
  expect(#plan.visits):is(24)
  for _, id in ipairs(found['第1组']) do
    for _, other in ipairs(found['第2组']) do expect(id):is_not(other) end
  end
end)

test('every drawn target has a panel', function()
  local plan = plan_of_stage { sample = pick { 8, from = everyone } }
  experts_by(plan, 'target')
  expect(#plan.visits + #plan.unmet):is(8)
end)
