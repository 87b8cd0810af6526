-- Hangzhou: every designated institution once in three years, with double random among the ways of checking. Basis:
-- the city bureau's plan for a system of supervision on several levels, which wants the coverage within three years
-- (`basis`, `start`: year and document are not in the text). One stage per year: the first draws a third of all
-- institutions, the second half of those not yet visited, the third the rest; shares are rounded up, so that 100
-- make 34, 33 and 33. The years are disjoint, because who was visited is no longer in the urn, and together they are
-- everybody: who closes leaves, who is new can be drawn in the current year, who was drawn but not visited comes
-- back. Which year an institution has is drawn anew each year; so are its inspectors. Half-yearly batches spread a
-- year's draw (`batches`). Agencies assess each calendar year, by the points that checks cost; the report is due at
-- its end, on the working day before where the text has no rule. The ladder leads from an order to correct to the end
-- of the agreement; its points are parameters, not in the text. Two failed years running
-- end the agreement: whoever has them is no longer drawn.
local everyone = targets { status = 'active', kind = one_of('medical', 'pharmacy'), failed_years = at_most(1) }

local p = params {
  office = { '3301', title = '市区划代码' },
  basis = { '杭州市医疗保障局多层次监管体系建设方案', title = '检查依据' },
  start = { 2021, title = '三年周期的第一年' },
  batches = { 'half', title = '年内分批抽取(month|quarter|half|year)' },
  officers = { 1, title = '每组执法人员数(组长之外)' },
  third_parties = { 1, title = '每组第三方人员数(至少1)' },
  minutes = { 120, title = '每家检查用时(分钟)' },
  steps = { { '2', '4', '8', '12' }, title = '累计扣分(责令整改、通报批评、暂停协议、解除协议)' },
  grades = { { '4', '8' }, title = '年度扣分(基本合格、不合格)' },
}
local rotation = use('rotation', {
  of = everyone, batches = p.batches, nature = 'enforcement', method = 'site', basis = p.basis, minutes = p.minutes,
  crew = seats { lead(1), officer(p.officers), third_party(p.third_parties), balance = true },
})
local function rung(number, step, title) return { at = tonumber(p.steps[number]), step = step, title = title } end

return programme {
  id = 'hangzhou-' .. p.start, title = '定点医药机构三年全覆盖', year = p.start, calendar = 'cn', office = p.office,
  seed = public_seed,

  rotation { id = 'y1', title = '第1年', window = year(p.start) },
  rotation { id = 'y2', title = '第2年', window = year(p.start + 1), earlier = { 'y1' } },
  rotation { id = 'y3', title = '第3年', window = year(p.start + 2), earlier = { 'y1', 'y2' } },

  ladder = {
    targets = { rung(1, 'correct', '责令整改'), rung(2, 'criticise', '通报批评'), rung(3, 'suspend', '暂停协议'),
                rung(4, 'end', '解除协议') },
    grades = { { grade = 'passed', title = '合格', from = 0 },
               { grade = 'basic', title = '基本合格', from = tonumber(p.grades[1]) },
               { grade = 'failed', title = '不合格', from = tonumber(p.grades[2]), failed = true } },
    failed_years = 2,
  },
  milestones = { { id = 'covered', title = '三年全覆盖', date = p.start + 2 .. '-12-31', stage = 'y3' } },
  reports = {
    due { id = 'assessment', title = '年度考核', what = 'summary', when = yearly(12, 31, { roll = 'previous' }),
          window = between(p.start .. '-01-01', p.start + 2 .. '-12-31'), from = '各经办机构',
          to = '杭州市医疗保障局' },
  },
}
