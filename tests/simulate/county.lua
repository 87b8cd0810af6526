-- A programme for simulated years: everything that can move, in one county of nobody's.
local full_coverage = use 'full_coverage'
local follow_up = use 'follow_up'
local for_cause = use 'for_cause'

local p = params { year = { 2026, title = '年度' } }
local first = p.year == 2026
-- The year after the first one leaves out whoever failed twice running.
local fit = not first and at_most(1) or nil
local active = targets { status = 'active', failed_years = fit }
local pair = seats { lead(1), officer(1) }
local hidden = { ['until'] = before(1, 'workday', '17:00'), from = { 'inspector', 'public' } }

return programme {
  id = first and 'year' or 'year-' .. p.year, title = '模拟县年度检查', year = p.year, calendar = 'cn', office = '990101',
  hours = { '09:00-12:00', '13:30-17:00' },

  full_coverage {
    id = 'annual', title = '年度全覆盖检查', window = year(p.year), once_by = p.year .. '-11-30', of = active,
    nature = 'enforcement', crew = pair, embargo = hidden, minutes = 90,
  },
  full_coverage {
    id = 'twice', title = '医院协议检查', window = year(p.year), times = 2, gap = 60, merge = false,
    of = targets { status = 'active', kind = 'hospital', failed_years = fit }, nature = 'agency_check', crew = pair,
    minutes = 120,
  },
  follow_up {
    id = 'again', title = '回头看', window = year(p.year), of = active, on = 'problem',
    latest = after(20, 'workday'), another = 'crew', nature = 'agency_check', crew = pair, minutes = 60,
  },
  for_cause {
    id = 'cause', title = '线索核查', window = year(p.year), of = active, severity = 3,
    within = after(5, 'workday'), nature = 'agency_check', crew = pair, minutes = 60,
  },

  ladder = not first and {
    targets = { { at = 4, step = 'criticise', title = '通报批评' }, { at = 12, step = 'suspend', title = '暂停协议' } },
    grades = { { grade = 'passed', title = '合格', from = 0 },
               { grade = 'failed', title = '不合格', from = 6, failed = true } },
    failed_years = 2,
  } or nil,
  reports = {
    due { id = 'monthly', title = '月度检查情况', what = 'coverage', when = last_workday 'month',
          from = '各检查组', to = '基金监管科' },
    due { id = 'tenth', title = '每月统计', what = 'coverage', when = workday_on(10, 'month'),
          from = '基金监管科', to = '样例市医疗保障局' },
  },
}
