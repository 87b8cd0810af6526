-- Jiangsu 2019, March to December: the special treatment of fraud as a prefecture city carries it out (`office`; also
-- for 昆山, 泰兴 and 沭阳). Basis: the provincial bureau's plan of March 2019 (`basis`; the text has no number). Beside it
-- stand claims_review.lua and the province's expert_checks.lua and cross_review.lua. All institutions are gone
-- through, marked ones (`flags`, which the province's draws read, too) first. All check themselves from April to
-- August; who reports nothing is visited. Who is reported, or has a new legal representative, is checked for cause.
-- Problems are put right from November on, never before the check that found them. Grave cases, over 50,000 yuan
-- (`amount`) or handed to the police, are reported within two working days; those that the public may take up the
-- office adds. Reports are quarterly (our reading: on the last working day).
local p = params {
  office = { '3202', title = '设区市区划代码' },
  basis = { '江苏省医疗保障局2019年打击欺诈骗保专项治理方案', title = '检查依据' },
  flags = { { '重点', '问题' }, title = '名录库中的标注' },
  first_by = { '2019-08-30', title = '标注机构检查完成日期' },
  self_check = { '2019-08-30', title = '自查报告报送日期' },
  amount = { 50000, title = '重大案件涉案金额(元,超过)' },
}
local bureau, province = '设区市医疗保障局', '江苏省医疗保障局'

local common = {
  window = between('2019-04-01', '2019-12-31'), basis = p.basis, nature = 'enforcement',
  of = targets { status = 'active', kind = one_of('medical', 'pharmacy') }, crew = seats { lead(1), officer(1) },
}
local phases, full_coverage = use('phases', common), use('full_coverage', common)
local for_cause, follow_up = use('for_cause', common), use('follow_up', common)

local function span(id, title, from, to, behind)
  return phase { id = id, title = title, after = behind, from = '2019-' .. from, to = '2019-' .. to }
end
local function case(id, kind, of, min)
  return due { id = id, title = '重大案件报告', what = 'case', window = year(2019), from = bureau, to = province,
               since = { kind = kind, of = of, min = min, to = after(2, 'workday') } }
end

return programme {
  id = 'jiangsu-treatment-2019', title = '打击欺诈骗保专项治理', year = 2019, calendar = 'cn', office = p.office,

  phases {
    id = 'campaign', title = '自查不到位检查', self_check = p.self_check, within = after(20, 'workday'),
    report_title = '自查报告', to = bureau, spans = {
      span('start', '部署启动', '03-01', '04-30'), span('rules', '建章立制', '04-01', '05-31'),
      span('carry-out', '组织实施', '04-01', '12-31'), span('publicity', '宣传月', '04-01', '04-30'),
      span('self', '自查', '04-01', '08-31'), span('pool', '轮训、建专家库和信息库', '05-01', '07-31'),
      span('recheck', '复查', '09-01', '10-31', 'self'), span('rectification', '督办整改', '11-01', '12-31', 'recheck'),
      span('hotline', '举报窗口', '04-01', '12-31'), span('summary', '总结报告', '12-01', '12-31'),
    },
  },
  full_coverage { id = 'local', title = '定点医药机构现场检查全覆盖', times = 1, first = targets { flags = p.flags },
                  first_by = p.first_by },
  for_cause { id = 'cause', title = '举报核查、法人变更查账', sources = { 'complaint', 'register' },
              within = after(10, 'workday') },
  follow_up { id = 'put-right', title = '整改复查', another = 'crew', opens = after 'recheck',
              window = between('2019-11-01', '2019-12-31'), latest = after(275, 'day') },

  reports = {
    due { id = 'quarterly', title = '一般工作季度报告', what = 'progress', when = last_workday 'quarter',
          window = between('2019-03-01', '2019-12-31'), from = bureau, to = province },
    case('case-closed', 'case_closed', nil, p.amount * 100 + 1), -- in fen: over, not from
    case('case-police', 'case_referred', 'police'),
  },
}
