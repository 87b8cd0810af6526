-- Yixing 2021: every designated institution once by 30 November, visited by the insurer's staff.
-- Basis: the county bureau's plan of 2021 for on-site checks of all designated institutions, under the
-- provincial bureau's document 苏医保函〔2021〕76号. The agency directs the insurer's staff under the
-- serious-illness contract, so this is an agency check (经办核查), not enforcement: no law officers' seats.
-- Everybody is visited, so chance has its place in the order alone: the order of the zones is drawn (`order`),
-- because 国发〔2019〕5号 wants it drawn where the share is high; `zone` leaves it to the planner.
-- Two milestones: coverage by 30 November, everything handled by 31 December; the later one does not
-- relax the earlier. Where a problem was found another crew looks again (`again`; the days are not in the
-- text). How it is handled is data of its outcome: what breaks the agreement stays with the agency, suspected
-- fraud becomes a case of the bureau's own enforcement, a suspected crime one for the police. Two report hops
-- on the last working day of each month: departments to the audit office, audit office to the city bureau,
-- the latter with next month's plan.
local full_coverage, follow_up = use 'full_coverage', use 'follow_up'
local everyone = targets { status = 'active', kind = one_of('medical', 'pharmacy') }

local p = params {
  staff = { 2, title = '每组保险公司人员数' },
  minutes = { 90, title = '每家检查用时(分钟)' },
  order = { 'draw', title = '片区检查顺序(zone|draw)' },
  again = { 20, title = '问题复查时限(工作日)' },
}

return programme {
  id = 'yixing-2021', title = '定点医药机构现场检查全覆盖', year = 2021, calendar = 'cn', office = '320282',

  full_coverage {
    id = 'annual', title = '现场检查全覆盖', of = everyone,
    once_by = '2021-11-30', tasks = 'monthly', nature = 'agency_check', method = 'site',
    basis = '苏医保函〔2021〕76号', crew = seats { third_party(p.staff) }, minutes = p.minutes, order = p.order,
    items = { '执业许可', '服务协议签订', '内部医保管理', '医药价格和招标采购', '政策宣传' },
  },
  follow_up {
    id = 'again', title = '问题复查', of = everyone, on = 'problem', after = 'annual', another = 'crew',
    window = year(2021), latest = after(p.again, 'workday'), nature = 'agency_check', method = 'site',
    basis = '苏医保函〔2021〕76号', crew = seats { third_party(p.staff) }, minutes = p.minutes,
  },

  milestones = {
    { id = 'covered', title = '现场检查全覆盖', date = '2021-11-30', stage = 'annual' },
    { id = 'finished', title = '检查处理完成', date = '2021-12-31', stage = 'again' },
  },
  reports = {
    due { id = 'monthly-in', title = '各部门检查情况汇总', what = 'coverage', when = last_workday 'month',
          from = '各部门', to = '医保稽核科' },
    due { id = 'monthly-out', title = '全覆盖情况统计表和下月检查计划', what = 'coverage', when = last_workday 'month',
          from = '医保稽核科', to = '无锡市医疗保障局', with = 'next-month' },
    due { id = 'ledger-book', title = '检查台账装订成册', what = 'ledger-book', when = last_workday 'month',
          from = '医保稽核科' },
  },
}
