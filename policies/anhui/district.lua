-- A district in Anhui: every designated institution at least once in the year, one and a half times on average, by
-- principle in each half-year, never twice in one. Basis: the district bureau's plan for full coverage; the source
-- names neither district nor year nor number (`office`: 34 is the region; `start`, `basis`). The window ends with the
-- year. Two teams change areas with each batch, a half-year. Of a team's five members three are staff, one of whom
-- leads, and two are experts drawn from the pool once for the programme, others for each team; nobody goes where he is
-- employed. What both designated is the city's. Three classes have checklists of their own, in our words. 1.5 is read
-- as the average of a class (ceil of 1.5 N visits); `extra_by` says who gets the second visit, `average=2` is the
-- stronger reading, `order=draw` draws the order of the zones. A problem is owed a report (`rectify`), accepted on
-- site (巡查验收, `accept`); without it a team comes, too (`chase`). Whoever refused is visited again (`refused`). Looking
-- back does not count for the half-year.
local p = params {
  office = { '34', title = '区划代码' },
  basis = { '区医疗保障局全覆盖监管检查工作方案', title = '检查依据' },
  start = { '2021-01-01', title = '方案开始日期' },
  average = { '1.5', title = '年均检查次数(次/家)' },
  extra_by = { 'weight', title = '第二次检查的确定方式(weight|draw|id)' },
  order = { 'zone', title = '片区检查顺序(zone|draw)' },
  minutes = { 90, title = '每家检查用时(分钟)' },
  rectify = { 15, title = '整改报告时限(工作日)' },
  accept = { 30, title = '巡查验收时限(工作日)' },
  chase = { 5, title = '未报整改报告的检查时限(工作日)' },
  refused = { 5, title = '拒检后再次检查时限(工作日)' },
  roll = { 'previous', title = '报送日逢休息日(none|previous|next)' },
  hospital_items = { { '住院真实性', '收费标准', '诊疗合理性', '药品耗材进销存', '医保目录执行', '病历和处方',
                       '参保人身份核验', '信息系统和数据上传' }, title = '医疗机构检查项目' },
  clinic_items = { { '诊疗真实性', '收费标准', '药品进销存', '处方和登记' }, title = '卫生室和诊所检查项目' },
  pharmacy_items = { { '刷卡真实性', '药品进销存', '经营范围', '价格公示' }, title = '零售药房检查项目' },
}
local last_day = p.start:sub(1, 4) .. '-12-31'
local ours = targets { status = 'active', co_designated = false, kind = one_of('medical', 'pharmacy') }
local common = {
  window = between(p.start, last_day), nature = 'enforcement', basis = p.basis, minutes = p.minutes,
  crew = seats { lead(1), officer(2) }, of = ours,
}
local again, class = use('follow_up', common), use('full_coverage', common, {
  average = p.average, times = 1, each = 'half', max_per = 1, extra_by = p.extra_by, areas = 'swap', order = p.order,
  panel = seats { expert(2) },
})

return programme {
  id = 'anhui-district-' .. p.start:sub(1, 4), title = '定点医药机构全覆盖监管检查', year = tonumber(p.start:sub(1, 4)),
  calendar = 'cn', office = p.office,

  class { id = 'hospitals', title = '定点医疗机构', items = p.hospital_items,
          of = ours:where { kind = one_of('hospital', 'health_center', 'community', 'care_home') },
          panel_for = shuffle { of = inspectors(), units = 'crews' } }, -- the other classes take these experts along
  class { id = 'clinics', title = '定点卫生室和诊所', items = p.clinic_items, panel_of = 'hospitals',
          of = ours:where { kind = one_of('clinic', 'village_clinic', 'internal_clinic') } },
  class { id = 'pharmacies', title = '定点零售药房', items = p.pharmacy_items, panel_of = 'hospitals',
          of = ours:where { kind = 'pharmacy' } },

  again { id = 'acceptance', title = '巡查验收', on = 'problem', latest = after(p.accept, 'workday'),
          report = after(p.rectify, 'workday'), report_title = '整改报告', chase = after(p.chase, 'workday') },
  again { id = 'refusals', title = '拒检复查', on = 'refused', latest = after(p.refused, 'workday') },

  reports = {
    due { id = 'summary', title = '监督检查书面报告', what = 'summary', when = 'on ' .. last_day .. ' roll=' .. p.roll,
          from = '监督检查小组', to = '区医疗保障局' },
  },
}
