-- A district in Anhui: every designated institution at least once in the year and one and a half times on
-- average, by principle in each half-year and never twice in one. Basis: the district bureau's plan for full
-- coverage; the source names neither the district nor the year nor a number, so `office` (34 is the region),
-- `start` (the day the plan took effect) and `basis` are parameters. The window ends with the year of `start`.
-- Two teams work in parallel and change areas from one batch to the next; a batch is a half-year. Of a team's
-- five members three are staff, of whom one leads. The other two are experts drawn from the pool once for the
-- whole programme (the draw `hospitals/panel`), other ones for each team; an expert does not go where he is
-- employed. What city and district have designated together belongs to the city's joint plan and is left out. Three
-- classes of targets have their own checklists; the plan lists eight points for medical institutions, here in our
-- words. Reading of the frequency: 1.5 is the average over all targets of a class (ceil of 1.5 N visits), not
-- everybody's number; `extra_by` says who gets the second visit. `average=2` is the stronger reading: one visit in
-- each half-year. `order=draw` draws the order of the zones. Whoever has a problem owes a rectification report
-- (`rectify`), and what it says is accepted on site (巡查验收, `accept`); without a report a team comes, too (`chase`).
-- Whoever refused is visited again (`refused`), and loses the card and then the designation. These looks back do not
-- count for the half-year. There is no report but the written one at the end.
local full_coverage, follow_up = use 'full_coverage', use 'follow_up'

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

local experts = seats { expert(2) }
local teams_of = shuffle { of = inspectors(), units = 'crews' }

-- The first class deals the experts to the teams, the others take them along.
local function class(id, title, kinds, items, panel_for, panel_of)
  return full_coverage {
    id = id, title = title, of = targets { status = 'active', co_designated = false, kind = kinds },
    average = p.average, times = 1, each = 'half', max_per = 1, extra_by = p.extra_by, areas = 'swap', order = p.order,
    window = between(p.start, last_day), nature = 'enforcement', method = 'site', basis = p.basis,
    crew = seats { lead(1), officer(2) }, minutes = p.minutes, items = items,
    panel = experts, panel_for = panel_for, panel_of = panel_of,
  }
end

-- A visit that an outcome of any class causes.
local function again(record)
  record.of = targets { status = 'active', co_designated = false, kind = one_of('medical', 'pharmacy') }
  record.window, record.nature, record.basis = between(p.start, last_day), 'enforcement', p.basis
  record.crew, record.minutes = seats { lead(1), officer(2) }, p.minutes
  return follow_up(record)
end

return programme {
  id = 'anhui-district-' .. p.start:sub(1, 4), title = '定点医药机构全覆盖监管检查', year = tonumber(p.start:sub(1, 4)),
  calendar = 'cn', office = p.office,

  class('hospitals', '定点医疗机构', one_of('hospital', 'health_center', 'community', 'care_home'), p.hospital_items,
        teams_of),
  class('clinics', '定点卫生室和诊所', one_of('clinic', 'village_clinic', 'internal_clinic'), p.clinic_items,
        nil, 'hospitals'),
  class('pharmacies', '定点零售药房', 'pharmacy', p.pharmacy_items, nil, 'hospitals'),

  again { id = 'acceptance', title = '巡查验收', on = 'problem', earliest = after(p.rectify, 'workday'),
          latest = after(p.accept, 'workday'), report = after(p.rectify, 'workday'), report_title = '整改报告',
          chase = after(p.chase, 'workday') },
  again { id = 'refusals', title = '拒检复查', on = 'refused', latest = after(p.refused, 'workday') },

  reports = {
    due { id = 'summary', title = '监督检查书面报告', what = 'summary', when = 'on ' .. last_day .. ' roll=' .. p.roll,
          from = '监督检查小组', to = '区医疗保障局' },
  },
}
