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
