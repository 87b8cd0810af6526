-- What comes back in a made-up county: where the year's inspection found a problem, another crew looks again within
-- twenty working days after the day by which it is to be put right (回头看); a complaint sends a crew within five.
-- Nothing here is drawn or planned ahead: run `xuncha replan` when outcomes and leads have come in.
-- Basis: 医疗保障基金使用监督管理条例 (State Council decree 735), articles 25 and 35.
local follow_up = use 'follow_up'
local for_cause = use 'for_cause'

local active = targets { status = 'active' }
local crew = seats { lead(1), officer(1) }

return programme {
  id = 'example-follow-up-2026', title = '样例县2026年度回头看与举报核查', year = 2026, calendar = 'cn', office = '990101',
  hours = { '09:00-12:00', '13:30-17:00' },

  follow_up {
    id = 'again', title = '整改回头看', window = year(2026), of = active,
    on = 'rectify', after = 'example-county-2026/annual', latest = after(20, 'workday'), another = 'crew',
    nature = 'enforcement', crew = crew,
    basis = '医疗保障基金使用监督管理条例第二十五条', items = { '整改落实情况' },
  },
  for_cause {
    id = 'complaints', title = '投诉举报核查', window = year(2026), of = active, sources = { 'complaint' }, severity = 3,
    within = after(5, 'workday'), nature = 'enforcement', crew = crew,
    basis = '医疗保障基金使用监督管理条例第三十五条', items = { '举报事项' },
  },
}
