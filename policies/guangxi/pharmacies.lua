-- A county in Guangxi, winter 2020: every designated retail pharmacy of the county is checked on site from
-- 28 December 2020 to 10 January 2021, nine working days. Basis: the county bureau's plan of late December
-- 2020; the source names neither the county nor a document number, so `office` is a parameter (45 is the
-- region) and `basis` quotes no number. The bureau's leaders each lead one crew, and each crew has its own
-- zone of the county seat: enforcement, nothing is drawn. The pharmacies of the towns must be listed under
-- somebody too, or the plan is refused. The result is the yearly assessment of 2020. The plan is owed in
-- late December, here on the last working day before the checks; the summary by 10 January, a Sunday: the
-- source has no rule for that, so `roll` is a parameter (none: on the day itself). When the city checks
-- again is not said either; the phase stands for January after the summary.
local full_coverage = use 'full_coverage'

local p = params {
  office = { '45', title = '县区划代码' },
  officers = { 1, title = '每组执法人员数(组长之外)' },
  roll = { 'none', title = '报送日逢休息日(none|previous|next)' },
  minutes = { 60, title = '每家检查用时(分钟)' },
  first = { { '城东片区', '东部乡镇' }, title = '第一组片区' },
  second = { { '城南片区', '南部乡镇' }, title = '第二组片区' },
  third = { { '城西片区', '西部乡镇' }, title = '第三组片区' },
  fourth = { { '城北片区', '北部乡镇' }, title = '第四组片区' },
}

return programme {
  id = 'guangxi-pharmacies-2020', title = '定点零售药店现场检查全覆盖', year = 2020, calendar = 'cn',
  office = p.office,

  full_coverage {
    id = 'pharmacies', title = '定点零售药店现场检查', of = targets { status = 'active', kind = 'pharmacy' },
    times = 1, window = between('2020-12-28', '2021-01-10'), nature = 'enforcement', method = 'site',
    basis = '县医疗保障局2020年12月工作方案', crew = seats { lead(1), officer(p.officers) },
    areas = 'fixed', minutes = p.minutes,
    zones = {
      { crew = '第一组', zones = p.first }, { crew = '第二组', zones = p.second },
      { crew = '第三组', zones = p.third }, { crew = '第四组', zones = p.fourth },
    },
    items = { '盗刷套现', '串换药品', '为非定点机构刷卡', '虚开发票', '准入条件' },
  },

  phases = {
    phase { id = 'plan', title = '制定方案', from = '2020-12-21', to = '2020-12-27' },
    phase { id = 'checks', title = '现场检查', from = '2020-12-28', to = '2021-01-10', after = 'plan' },
    phase { id = 'handling', title = '问题处理', from = '2020-12-28', to = '2021-01-10' },
    phase { id = 'recheck', title = '市级抽查复核', from = '2021-01-11', to = '2021-01-31', after = 'checks' },
  },
  reports = {
    due { id = 'plan', title = '检查工作方案', what = 'plan', when = '2020-12-25', from = '医药价格和基金监管股',
          to = '市医疗保障局' },
    due { id = 'summary', title = '检查总结、汇总表和典型案例', what = 'summary',
          when = 'on 2021-01-10 roll=' .. p.roll, window = between('2020-12-28', '2021-01-11'),
          from = '医药价格和基金监管股', to = '市医疗保障局' },
  },
}
