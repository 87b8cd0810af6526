-- A county of Yan'an: every designated institution is checked in four rounds a year. Hospitals and clinics are
-- measured by the five 合理, pharmacies by the four 规范; each round has its points, and over the year all
-- institutions and all points are covered. Basis: the city bureau's plan for the special treatment of 五合理 and
-- 四规范; the source names no county and no number, so `office` (6106 is the city) and `basis` are parameters.
-- Four checks a year of the county's institutions are read as four visits of each; the weaker reading, four rounds
-- that together reach everybody, is `every=year`: one visit each, which then checks every point. Which points a
-- round takes is the county's choice: here in the order of the parameters, spread over the rounds. Who goes is
-- not said: a lead and law officers, or with `nature=agency_check` the agency's own check.
-- Reports of every quarter: institutions owe their self-check at the end of its second month, the county and
-- the city agency report by the 20th of its last month, and a written report is owed at its end besides; the
-- two rules do not agree, so the earlier binds and the later is an item of its own. Every half-year there is a
-- ranking. For days off the text has no rule: `roll` (previous) takes the working day before.
local full_coverage = use 'full_coverage'
local everyone = targets { kind = one_of('medical', 'pharmacy') }

local p = params {
  year = { 2020, title = '年度' },
  office = { '6106', title = '县区划代码' },
  basis = { '市医疗保障局“五合理”“四规范”专项治理方案', title = '检查依据' },
  every = { 'quarter', title = '每家检查周期(quarter:每季一次|year:四轮合计一次)' },
  nature = { 'enforcement', title = '检查性质(enforcement|agency_check)' },
  officers = { 1, title = '每组执法人员数(组长之外)' },
  minutes = { 90, title = '每家检查用时(分钟)' },
  roll = { 'previous', title = '报送日逢休息日(none|previous|next)' },
  medical_items = { { '合理诊断', '合理检查', '合理治疗', '合理用药', '合理收费' }, title = '医疗机构检查项目(按轮次)' },
  pharmacy_items = { { '规范信息系统', '规范经营项目', '规范价格政策', '规范服务行为' },
                     title = '零售药店检查项目(按轮次)' },
}

local function rounds(id, title, kind, items)
  return full_coverage {
    id = id, title = title, of = targets { status = 'active', kind = kind }, times = 1, each = p.every,
    tasks = 'quarterly', window = year(p.year), nature = p.nature, method = 'site', basis = p.basis,
    crew = seats { lead(1), officer(p.officers) }, minutes = p.minutes, items = items,
  }
end
local function quarterly_on(month, day) return quarterly(month, day, { roll = p.roll }) end

return programme {
  id = 'yanan-county-' .. p.year, title = '定点医药机构季度集中检查', year = p.year, calendar = 'cn', office = p.office,

  rounds('medical', '医疗机构“五合理”检查', medical, p.medical_items),
  rounds('pharmacies', '零售药店“四规范”检查', 'pharmacy', p.pharmacy_items),

  reports = {
    due { id = 'self-check', title = '自查自纠报告', what = 'self_check', when = quarterly_on(2, 'end'), each = 'target',
          of = everyone, from = '定点医药机构', to = '县医疗保障局' },
    due { id = 'county', title = '季度检查情况报告', what = 'progress', when = quarterly_on(3, 20),
          owners = { '县医疗保障局', '市医疗保险经办处' }, to = '市医疗保障局' },
    due { id = 'quarter-end', title = '季度检查书面报告', what = 'progress', when = quarterly_on(3, 'end'),
          from = '县医疗保障局', to = '市医疗保障局医药服务管理科' },
    due { id = 'ranking', title = '半年排名', what = 'ranking', when = 'half_yearly 6 end roll=' .. p.roll,
          from = '市医疗保障局', to = '各县医疗保障局' },
  },
}
