-- Beside the county's year: two drawn stages that take the same people and the same institutions. Who is in the second
-- must not be known before the working day that lies before a visit; in some years draws are sealed.
local double_random = use 'double_random'

local p = params {
  sealed = { false, title = '密封抽取' },
  from = { '2026-03-02', title = '第一批开始' }, to = { '2026-04-10', title = '第一批结束' },
  again_from = { '2026-06-01', title = '第二批开始' }, again_to = { '2026-08-28', title = '第二批结束' },
}
local active = targets { status = 'active' }
local hidden = { ['until'] = before(1, 'workday', '17:00'), from = { 'inspector', 'public' } }
local function drawn(id, title, window, embargo)
  return double_random {
    id = id, title = title, window = window, nature = 'enforcement', minutes = 60, merge = false, embargo = embargo,
    sample = share { percent(15), of = active }, crew = seats { lead(1), officer(1), balance = true },
  }
end

return programme {
  id = 'spot', title = '模拟县双随机抽查', year = 2026, calendar = 'cn', office = '990101',
  seed = p.sealed and sealed or public_seed, hours = { '09:00-12:00', '13:30-17:00' },
  drawn('first', '第一批抽查', between(p.from, p.to)),
  drawn('second', '第二批抽查', between(p.again_from, p.again_to), hidden),
}
