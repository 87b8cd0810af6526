-- A year of a made-up county: law officers visit every designated institution once by 30 November,
-- zone by zone, the months level. Nobody but the planners knows before 17:00 of the working day
-- before a visit where it goes. Copy this file to start a policy of your own.
-- Basis: 医疗保障基金使用监督管理条例 (State Council decree 735), articles 25, 27 and 29.
local full_coverage = use 'full_coverage'
local p = params {
  once_by = { '2026-11-30', title = '现场检查完成期限' },
}

return programme {
  id = 'example-county-2026', title = '样例县2026年度定点医药机构全覆盖检查',
  year = 2026, calendar = 'cn', office = '990101', hours = { '09:00-12:00', '13:30-17:00' },

  full_coverage {
    id = 'annual', title = '年度全覆盖现场检查', window = year(2026), once_by = p.once_by,
    of = targets { status = 'active' }, tasks = 'monthly', order = 'zone',
    nature = 'enforcement', basis = '医疗保障基金使用监督管理条例第二十五条、第二十九条',
    crew = seats { lead(1), officer(1) },
    embargo = { ['until'] = before(1, 'workday', '17:00'), from = { 'inspector', 'public' } },
    items = { '服务协议履行', '医保基金使用', '医药价格', '内部管理' },
  },

  reports = {
    due { id = 'monthly-in', title = '月度检查情况汇总', what = 'coverage',
          when = last_workday 'month', from = '各检查组', to = '基金监管科' },
    due { id = 'monthly-out', title = '月度统计表及下月检查计划', what = 'coverage',
          when = last_workday 'month', from = '基金监管科', to = '样例市医疗保障局', with = 'next-month' },
    due { id = 'summary', title = '年度工作总结', what = 'progress',
          when = yearly(12, 20, { roll = 'previous' }), from = '基金监管科', to = '样例市医疗保障局' },
  },
  phases = {
    phase { id = 'visits', title = '现场检查阶段', from = '2026-01-05', to = '2026-11-30' },
    phase { id = 'wrap-up', title = '处理与总结阶段', from = '2026-12-01', to = '2026-12-31' },
  },
  milestones = { { id = 'covered', title = '现场检查实现全覆盖', date = p.once_by, stage = 'annual' } },
}
