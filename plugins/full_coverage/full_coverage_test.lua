-- The rules that full_coverage makes of its parameters, and plans over small counties.
local full_coverage = use 'full_coverage'

local function stage(fields)
  fields.id = 'all'
  fields.nature = 'agency_check'
  fields.of = targets { status = 'active' }
  fields.crew = seats { third_party(1) }
  return full_coverage(fields)
end

local function programme_of(fields)
  return programme {
    id = 'test', title = 'test', year = 2021, calendar = 'cn', office = '320282',
    resources = { car = { 2, title = '执法车' }, scanner = 1 }, stage(fields),
  }
end

local function obligation(fields)
  local _, rules = plan_of { programme_of(fields) }
  return rules.stages[1].obligations[1], rules.stages[1]
end

-- marked: every third target has a flag
local function county(count, zones, marked)
  local rows = { targets = {}, inspectors = {} }
  rows.areas = {
    { code = '32', name = '江苏省', level = 'province' },
    { code = '3202', name = '无锡市', level = 'city', parent = '32' },
    { code = '320282', name = '宜兴市', level = 'county', parent = '3202' },
  }
  for i = 1, count do
    rows.targets[i] = {
      id = 'T' .. i, name = '机构' .. i, kind = 'pharmacy', area = '320282',
      zone = zones[(i - 1) % #zones + 1], status = 'active', flags = marked and i % 3 == 0 and { '重点' } or nil,
    }
  end
  for i, zone in ipairs(zones) do
    rows.inspectors[i] = {
      id = 'P' .. i, name = '人员' .. i, area = '320282', crew = zone .. '组', roles = { 'third_party' },
    }
  end
  return register(rows)
end

test('once_by is one visit from the start of the year to that day', function()
  local o, s = obligation { once_by = '2021-11-30' }
  expect(o.times):is(1)
  expect(o.window):is { '2021-01-01', '2021-11-30' }
  expect(s.window):is { '2021-01-01', '2021-11-30' }
  expect(s.kind):is 'coverage'
end)

test('once_by cuts a window that was given', function()
  local o = obligation { once_by = '2021-06-30', window = between('2021-03-01', '2021-12-31') }
  expect(o.window):is { '2021-03-01', '2021-06-30' }
end)

test('periods are stored by one name', function()
  local o = obligation { times = 1, each = 'quarterly', tasks = 'monthly' }
  expect(o.each):is 'quarter'
  expect(o.tasks):is 'month'
end)

test('an average is an exact fraction', function()
  local o = obligation { average = 1.5, times = 1, each = 'half', max_per = 1, extra_by = 'draw' }
  expect(o.average):is { 3, 2 }
  expect(o.max_per):is(1)
  expect(o.extra_by):is 'draw'
end)

test('what is drawn at full coverage: the order of zones, second visits, panels', function()
  local crews = shuffle { of = inspectors(), units = 'crews' }
  local o, s = obligation {
    average = 1.5, times = 1, each = 'half', max_per = 1, extra_by = 'draw', order = 'draw',
    panel = seats { expert(2) }, panel_for = crews,
  }
  expect(s.kind):is 'coverage'
  expect(#s.draws):is(3)
  expect(s.draws[1].label):is 'all/order'
  expect(s.draws[1].units):is 'zones'
  expect(s.draws[1].method):is 'order'
  expect(s.draws[2].label):is 'all/extra'
  expect(s.draws[2].method):is 'order'
  expect(s.draws[3].label):is 'all/panel'
  expect(s.draws[3].units):is 'crews'
  expect(o.order_draw):is 'all/order'
  expect(o.extra_draw):is 'all/extra'
  expect(o.panel_draw):is 'all/panel'
  expect(o.panel):is { drawn = true, seats = { { role = 'expert', count = 2 } } }
  expect(o.crew.drawn):is(nil)
  local plain, stage_of = obligation { average = 1.5, times = 1, each = 'half' }
  expect(#stage_of.draws):is(0)
  expect(plain.order_draw):is(nil)
  expect(function() obligation { times = 1, panel_for = crews } end):fails 'need panel'
  expect(function() obligation { times = 1, panel = seats { expert(1) }, panel_for = crews, panel_of = 'x' } end)
    :fails 'say one'
  expect(function() obligation { times = 1, panel = seats { expert(1) }, panel_of = 'x' } end)
    :fails "there is no draw 'x/panel'"
end)

test('rotation, travel, resources and hours reach the rules', function()
  local o, s = obligation {
    times = 2, rotate = 'all', travel = 1, uses = { 'car' }, method = 'night', hours = { '19:00-21:30' },
  }
  local _, rules = plan_of { programme_of { times = 1 } }
  expect(o.rotate):is 'all'
  expect(o.travel):is(1)
  expect(o.uses):is { 'car' }
  expect(s.hours):is { '19:00-21:30' }
  expect(s.method):is 'night'
  expect(rules.resources):is { { id = 'car', title = '执法车', count = 2 }, { id = 'scanner', count = 1 } }
  local plain = obligation { times = 1 }
  expect(plain.rotate):is(nil)
  expect(plain.travel):is(0)
end)

test('misspelt words are refused with the word that was meant', function()
  expect(function() obligation { times = 1, rotate = 'leads' } end):fails "'lead', 'all'"
  expect(function() obligation { times = 1, rotat = 'lead' } end):fails '(rotate?)'
  expect(function() obligation { times = 1, travel = 31 } end):fails 'from 0 to 30'
  expect(function() obligation { times = 1, hours = { '9-12' } } end):fails "such as '09:00-12:00'"
  expect(function() obligation { times = 1, hour = { '09:00-12:00' } } end):fails '(hours?)'
end)

test('what does not fit together is refused', function()
  local rows = county(2, { '东' })
  local function refused(fields, reason)
    expect(function() plan_of { programme_of(fields), rows } end):fails(reason)
  end
  refused({ times = 1, areas = 'swap' }, 'how long is a batch')
  refused({ times = 1, rotate = 'lead' }, 'no seat for a lead')
  refused({ times = 1, uses = { 'cars' } }, '(car?)')
  refused({ times = 1, travel = 1, method = 'phone' }, 'nobody travels')
  refused({ times = 1, method = 'night' }, 'hours of their own')
  refused({ times = 1, method = 'night', hours = { '10:00-11:00' } }, 'office hours')
end)

test('what contradicts itself is refused', function()
  expect(function() obligation {} end):fails 'say how often'
  expect(function() obligation { once_by = '2021-11-30', times = 2 } end):fails 'leave out times'
  expect(function() obligation { times = 1, areas = 'fixed' } end):fails 'needs zones'
  expect(function() obligation { times = 1, max_per = 1 } end):fails 'needs each'
  expect(function() obligation { once_by = '2020-12-31' } end):fails 'before the first day'
  expect(function() obligation { once_bye = '2021-11-30' } end):fails '(once_by?)'
end)

test('every target is visited once, on days inside the window', function()
  local plan = plan_of { programme_of { once_by = '2021-11-30' }, county(30, { '东', '西' }) }
  local seen = {}
  for _, visit in ipairs(plan.visits) do
    expect(seen[visit.target]):is(nil)
    seen[visit.target] = true
    expect(visit.date):at_least '2021-01-01'
    expect(visit.date):at_most '2021-11-30'
  end
  expect(#plan.visits):is(30)
  expect(#plan.unmet):is(0)
end)

test('fixed zones go to their crew; a zone that nobody has is refused', function()
  local east, west = { crew = '东组', zones = { '东' } }, { crew = '西组', zones = { '西' } }
  local rows = county(10, { '东', '西' })
  local plan = plan_of { programme_of { times = 1, areas = 'fixed', zones = { east, west } }, rows }
  for _, visit in ipairs(plan.visits) do
    expect(visit.people[1].id):is(visit.zone == '东' and 'P1' or 'P2')
  end
  expect(#plan.visits):is(10)
  expect(function()
    plan_of { programme_of { times = 1, areas = 'fixed', zones = { east } }, rows }
  end):fails '西 (5)'
end)

test('twice a year keeps its distance', function()
  local plan = plan_of { programme_of { times = 1, each = 'half', gap = 60 }, county(8, { '东' }) }
  local last = {}
  expect(#plan.visits):is(16)
  for _, visit in ipairs(plan.visits) do
    local half = visit.date <= '2021-06-30' and 1 or 2
    expect(last[visit.target] == half):is(false)
    last[visit.target] = half
  end
end)

test('whom the register marks comes first, and everybody comes once', function()
  local fields = { once_by = '2021-06-30', first = flagged '重点', first_by = '2021-02-28' }
  local plan, seen = plan_of { programme_of(fields), county(12, { '东片', '西片' }, true) }, {}
  for _, visit in ipairs(plan.visits) do
    expect(seen[visit.target]):is(nil)
    seen[visit.target] = visit.date
  end
  for i = 1, 12 do
    local is_first = seen['T' .. i] <= '2021-02-28'
    expect(is_first):is(i % 3 == 0)
  end
  expect(#plan.visits):is(12)
end)

test('first divides the window, once', function()
  local marked = flagged '重点'
  local _, rules = obligation { times = 2, first = marked, first_by = '2021-02-28', order = 'draw' }
  expect(#rules.obligations):is(2)
  expect(rules.obligations[1].window):is { '2021-01-01', '2021-02-28' }
  expect(rules.obligations[2].window):is { '2021-03-01', '2021-12-31' }
  expect(rules.obligations[2].times):is(2)
  expect(rules.obligations[1].order_draw):is(rules.obligations[2].order_draw)
  expect(function() obligation { times = 1, first = marked } end):fails 'first and first_by go together'
  expect(function() obligation { times = 1, first_by = '2021-02-28' } end):fails 'first and first_by go together'
  expect(function() obligation { times = 1, each = 'half', first = marked, first_by = '2021-02-28' } end)
    :fails 'leave out each'
  expect(function() obligation { once_by = '2021-02-28', first = marked, first_by = '2021-02-28' } end)
    :fails 'nothing of the window'
end)
