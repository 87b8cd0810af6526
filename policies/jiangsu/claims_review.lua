-- Jiangsu 2019: the review of claims, where the unit of the sample is the claim. Basis: the provincial bureau's plan of
-- March 2019 for the special treatment of fraud (`basis`; the text has no number). All claims are looked at once, which
-- is the agency's everyday work. Of inpatient claims and of those paid by hand at least 5 % are reviewed once more
-- (`share`, rounded up for each place), large ones of 50,000 yuan or more (`large`) first and all of them. How many
-- there are is counted in the agency's system and stands in extra columns of the register, those of `by_hand` at the
-- agencies that paid them. The text gives no rhythm; with the quarterly reports it is every quarter (`each`).
local review_sample = use 'review_sample'

local p = params {
  office = { '3202', title = '设区市区划代码' },
  basis = { '江苏省医疗保障局2019年打击欺诈骗保专项治理方案', title = '检查依据' },
  share = { percent(5), title = '复审比例(不低于)' },
  large = { 50000, title = '大额费用(元,以上)' },
  each = { 'quarter', title = '复审周期(month|quarter|half|year)' },
  minutes = { 240, title = '每家复审用时(分钟)' },
}

local function review(id, title, kind, counted, first)
  return review_sample {
    id = id, title = title, of = targets { status = 'active', kind = kind }, counted = counted, first = first,
    unit = title .. '(' .. p.large .. '元以上的优先)', share = p.share, each = p.each, minutes = p.minutes,
    window = between('2019-04-01', '2019-12-31'), nature = 'agency_check', method = 'written', basis = p.basis,
    crew = seats { auditor(2) },
  }
end

return programme {
  id = 'jiangsu-claims-2019', title = '医疗费用抽查复审', year = 2019, calendar = 'cn', office = p.office,

  review('inpatient', '住院费用', medical, 'inpatient_claims', 'large_inpatient_claims'),
  review('by-hand', '手工报销', 'agency', 'manual_claims', 'large_manual_claims'),

  reports = {
    due { id = 'quarterly', title = '复审情况季度报告', what = 'progress', when = last_workday 'quarter',
          window = between('2019-04-01', '2019-12-31'), from = '设区市医疗保障局', to = '江苏省医疗保障局' },
  },
}
