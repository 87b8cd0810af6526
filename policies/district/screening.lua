-- A district, winter 2020: hospitals and village clinics are searched for stays that were talked into, stays that never
-- were, and small ailments treated as grave ones, in everything since 1 January 2020. Basis: the district bureau's plan
-- for the special treatment; the source names neither district nor number (`office`, made up, and `basis`). All
-- public hospitals with the township health centres and all private ones are visited; of the village clinics a part,
-- whose share is not in the text (`villages`): they are drawn, and whoever is marked (`flags`) is in for certain and
-- counts. Marked ones, on whom leads or findings gather, come first (`first_by`). Institutions check
-- themselves before (`self_check`): without a report there was none, which is a finding and sends a crew. The bureau
-- goes out from Monday 21 December 2020; neither an end (`finish`) nor a rhythm of reports is given: findings are
-- reported at once (`report`). Every hit of data screening is followed by telephone, every lead on site.
local p = params {
  office = { '990101', title = '区划代码' },
  basis = { '区医疗保障局专项治理排查工作方案', title = '检查依据' },
  start = { '2020-12-21', title = '专项督查开始日期' },
  finish = { '2021-03-31', title = '专项督查结束日期' },
  first_by = { '2021-01-29', title = '重点机构检查完成日期' },
  self_check = { '2020-12-18', title = '自查自纠报告报送日期' },
  villages = { percent(30), title = '村卫生室抽取比例' },
  flags = { { '重点', '问题' }, title = '名录库中的标注' },
  report = { 1, title = '发现问题后上报时限(工作日)' },
  minutes = { 120, title = '每家检查用时(分钟)' },
  items = { { '诱导住院', '虚假住院', '小病大治' }, title = '检查项目' },
}
if p.start < '2020-12-21' then error 'start: the bureau goes out from 2020-12-21 on' end
local hospitals = targets { status = 'active', kind = one_of('hospital', 'health_center') }
local villages = targets { status = 'active', kind = 'village_clinic' }

local common = {
  window = between(p.start, p.finish), period = between('2020-01-01', p.finish), nature = 'enforcement',
  basis = p.basis, crew = seats { lead(1), officer(1) }, items = p.items, minutes = p.minutes,
}
local phases, full_coverage = use('phases', common), use('full_coverage', common)
local double_random, for_cause = use('double_random', common), use('for_cause', common)

return programme {
  id = 'district-screening-2020', title = '诱导住院、虚假住院、小病大治专项排查', year = 2020, calendar = 'cn',
  office = p.office,

  phases {
    id = 'campaign', title = '自查自纠不到位检查', of = hospitals | villages, self_check = p.self_check,
    report_title = '自查自纠报告', to = '区医疗保障局', within = after(20, 'workday'),
    spans = { phase { id = 'self-check', title = '自查自纠', from = '2020-12-01', to = p.self_check },
              phase { id = 'visits', title = '专项督查', from = p.start, to = p.finish, after = 'self-check' } },
  },
  full_coverage { id = 'hospitals', title = '公立和民营医院排查', of = hospitals, times = 1,
                  first = targets { flags = p.flags }, first_by = p.first_by },
  double_random { id = 'villages', title = '村卫生室抽查', people = 'planned',
                  sample = share { p.villages, of = villages, must = p.flags } },
  for_cause { id = 'leads', title = '举报线索核查', of = hospitals | villages, sources = { 'complaint' },
              within = after(5, 'workday') },
  for_cause { id = 'suspects', title = '疑似数据电话调查', of = hospitals | villages, sources = { 'screening' },
              within = after(10, 'workday'), method = 'phone', minutes = 60 },

  reports = {
    due { id = 'findings', title = '发现问题上报', what = 'findings', window = between(p.start, p.finish),
          of = hospitals | villages, since = { kind = 'problem', to = after(p.report, 'workday') },
          from = '排查专班', to = '区专项治理工作领导小组' },
  },
}
