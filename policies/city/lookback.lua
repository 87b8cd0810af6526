-- A city, winter 2020/21: looking back at every designated medical institution, so that none stays unchecked. Basis:
-- the plan of the city's bureau and its health commission, with police, market supervision and discipline; the source
-- names no city (`office` is made up) and no first day (`start`). Each district or county checks its own institutions
-- on site, those that the register marks (`flags`) first; beside that the districts check each other: all marked ones
-- are visited once more at night (`night`), without notice, by crews of the city's other districts. Leads are checked
-- for cause, and similar institutions are pulled in: at a lead those of the same kind and county, the heaviest first
-- (`most`), at a problem those with a problem at the same item. Every Thursday by 17:00 each district reports how far
-- it is, to the last one before the summary, which each owes by 29 January 2021, a Friday. One case found is one made
-- public; fraud is fined two to five times its amount.
local p = params {
  office = { '9901', title = '市区划代码' },
  basis = { '市医疗保障局、市卫生健康委员会“回头看”工作方案', title = '检查依据' },
  start = { '2020-12-21', title = '开始日期' },
  first_by = { '2021-01-08', title = '重点机构检查完成日期' },
  flags = { { '重点', '问题' }, title = '名录库中的标注' },
  night = { { '19:00-21:30' }, title = '夜检时段' },
  most = { 3, title = '每条线索一并核查的类似机构数(至多)' },
  within = { 10, title = '线索核查时限(工作日)' },
  minutes = { 90, title = '每家检查用时(分钟)' },
  items = { { '住院真实性', '诊疗合理性', '收费标准', '药品进销存' }, title = '检查项目' },
}
local summary = '2021-01-29'
local days = between(p.start, summary)
local everyone = targets { status = 'active', kind = medical }
local marked = targets { flags = p.flags }

local common = {
  window = days, nature = 'enforcement', basis = p.basis, crew = seats { lead(1), officer(1) }, minutes = p.minutes,
  of = everyone, items = p.items,
}
local full_coverage, for_cause = use('full_coverage', common), use('for_cause', common)
local similar = use('similar', common)

local function weekly_report(record)
  record.window, record.each, record.from, record.to = days, 'area', '辖市(区)医疗保障局', '市医疗保障局'
  return due(record)
end

return programme {
  id = 'city-lookback-2020', title = '定点医疗机构“回头看”', year = 2020, calendar = 'cn', office = p.office,

  full_coverage { id = 'local', title = '属地全覆盖检查', times = 1, first = marked,
                  first_by = p.first_by },
  full_coverage {
    id = 'night', title = '交叉互查夜检', of = everyone & marked, times = 1, method = 'night', hours = p.night,
    merge = false, crew = common.crew:from 'other_county',
    embargo = { before(1, 'workday', '17:00'), from = { 'inspector', 'public' } },
  },
  for_cause { id = 'cause', title = '有因检查', within = after(p.within, 'workday') },
  similar { id = 'alike', title = '类似机构核查', on = 'lead', same = { 'kind', 'area' },
            most = p.most, itself = false, latest = after(p.within, 'workday') },
  similar { id = 'same-problem', title = '类似问题核查', on = 'problem', after = 'local',
            same = { 'finding' }, latest = after(p.within, 'workday') },

  reports = {
    weekly_report { id = 'weekly', title = '“回头看”周进展', what = 'progress', when = weekly('thu', '17:00') },
    weekly_report { id = 'summary', title = '“回头看”总结报告', what = 'summary', when = summary },
  },
}
