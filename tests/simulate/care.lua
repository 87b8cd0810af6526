-- Beside the county's year: a self-check that every institution owes, a visit to whoever sends none or lets nobody in,
-- a ladder of points, and a report on every case that ends.
local phases, follow_up = use 'phases', use 'follow_up'

local p = params {
  from = { '2026-02-02', title = '开始' }, to = { '2026-12-31', title = '结束' },
  self_check = { '2026-04-15', title = '自查报告报送日期' },
}
local active = targets { status = 'active' }
local function stage(of, record)
  record.window, record.of, record.nature, record.merge = between(p.from, p.to), active, 'agency_check', false
  record.crew, record.minutes = seats { lead(1), officer(1) }, 60
  return of(record)
end

return programme {
  id = 'care', title = '模拟县自查与记分', year = 2026, calendar = 'cn', office = '990101',
  hours = { '09:00-12:00', '13:30-17:00' },
  stage(phases, {
    id = 'self', title = '自查不到位检查',
    spans = { phase { id = 'checking', title = '自查', from = p.from, to = p.self_check } },
    self_check = p.self_check, report_title = '自查报告', to = '模拟县医疗保障局', within = after(10, 'workday'),
  }),
  stage(follow_up, { id = 'refused', title = '拒检复查', on = 'refused', latest = after(10, 'workday') }),
  stage(follow_up, { id = 'points', title = '记分核查', on = 'points', min = 4, latest = after(15, 'workday') }),
  ladder = {
    targets = { { at = 4, step = 'criticise', title = '通报批评' }, { at = 12, step = 'suspend', title = '暂停协议' } },
  },
  reports = {
    due { id = 'case', title = '案件办结报告', what = 'case', window = between(p.from, p.to), from = '模拟县医疗保障局',
          to = '样例市医疗保障局', since = { kind = 'case_closed', to = after(2, 'workday') } },
  },
}
