-- Hangzhou: every designated institution once in three years, with double random among the ways of checking. Basis:
-- the city bureau's plan for a system of supervision on several levels, which wants the coverage within three years
-- (`basis`, `start`: year and document are not in the text). One stage per year: the first draws a third of all
-- institutions, the second half of those not yet visited, the third the rest; shares are rounded up, so that 100
-- make 34, 33 and 33. The years are disjoint, because who was visited is no longer in the urn, and together they are
-- everybody: who closes leaves, who is new can be drawn in the current year, who was drawn but not visited comes
-- back. Which year an institution has is drawn anew each year; so are its inspectors. Half-yearly batches spread a
-- year's draw (`batches`). The yearly assessment (by calendar year) and what follows from two failed years belong to
-- the agreement, not to the plan; its report is due at the year's end, on the working day before where the text
-- has no rule.
local rotation = use 'rotation'
local everyone = targets { status = 'active', kind = one_of('medical', 'pharmacy') }

local p = params {
  office = { '3301', title = '市区划代码' },
  basis = { '杭州市医疗保障局多层次监管体系建设方案', title = '检查依据' },
  start = { 2021, title = '三年周期的第一年' },
  batches = { 'half', title = '年内分批抽取(month|quarter|half|year)' },
  officers = { 1, title = '每组执法人员数(组长之外)' },
  third_parties = { 1, title = '每组第三方人员数(至少1)' },
  minutes = { 120, title = '每家检查用时(分钟)' },
}
local stages = { 'y1', 'y2', 'y3' }

local function year_of(number)
  local earlier = {}
  for i = 1, number - 1 do earlier[i] = stages[i] end
  return rotation {
    id = stages[number], title = '第' .. number .. '年', of = everyone, years = #stages, earlier = earlier,
    window = year(p.start + number - 1), batches = p.batches, nature = 'enforcement', method = 'site', basis = p.basis,
    crew = seats { lead(1), officer(p.officers), third_party(p.third_parties), balance = true }, minutes = p.minutes,
  }
end

local assessments = {}
for number = 1, #stages do
  local last_day = p.start + number - 1 .. '-12-31'
  assessments[number] = due {
    id = 'assessment-' .. number, title = '年度考核', what = 'summary', when = 'on ' .. last_day .. ' roll=previous',
    window = year(p.start + number - 1), from = '各经办机构', to = '杭州市医疗保障局',
  }
end

return programme {
  id = 'hangzhou-' .. p.start, title = '定点医药机构三年全覆盖', year = p.start, calendar = 'cn', office = p.office,
  seed = public_seed,

  year_of(1), year_of(2), year_of(3),

  milestones = { { id = 'covered', title = '三年全覆盖', date = p.start + 2 .. '-12-31', stage = 'y3' } },
  reports = assessments,
}
