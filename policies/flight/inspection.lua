-- Flight inspection of a province or the nation: on site, without notice, at institutions, agencies and contractors.
-- Basis: 医疗保障基金飞行检查管理暂行办法 (医保局令第6号, in force since 1 May 2023), art. 10 on the five triggers and
-- art. 11 on how targets are found: (1) what the yearly plan arranges is drawn as double random, people and experts
-- too; (2) grave leads, (3) grave hits of monitoring or data screening, (4) media reports with grave effects and
-- (5) others may be directed. `trigger` says which; it stands in the stage and in the legal basis on every task. A
-- directed inspection names its targets (`targets`) and its reason (`reason`), draws nothing and claims no chance.
-- One of the yearly plan names neither and is planned only from its draw's record. Number, share and days are not
-- in the text. At least two law officers go; nobody goes to the county he comes from. An expert is drawn beside them
-- for (1); a directed inspection goes with the office's standing crews, experts are asked by name. "不预先告知":
-- nobody outside learns of a visit before `told` o'clock on the working day before it, and the draw is sealed.
-- Reports and rectification of the place inspected have a time limit that the office sets in its notice.
local double_random = use 'double_random'
local full_coverage = use 'full_coverage'

local p = params {
  year = { 2024, title = '年度' },
  office = { '32', title = '区划代码' },
  start = { '2024-01-01', title = '开始日期' },
  finish = { '2024-12-31', title = '结束日期' },
  trigger = { 1, title = '启动情形(1至5)' },
  targets = { {}, title = '被检查对象编码(情形2至5)' },
  reason = { '', title = '启动理由(情形2至5)' },
  share = { percent(2), title = '抽取比例(情形1)' },
  officers = { 2, title = '每组执法人员数(组长之外)' },
  specialty = { '医保', title = '专家专业(情形1)' },
  days = { 2, title = '每家检查天数' },
  told = { '17:00', title = '检查前一工作日通知时间' },
}
local triggers = { '年度工作计划安排', '举报线索反映', '智能监控或大数据筛查提示', '新闻媒体曝光', '其他情形' }
local trigger = triggers[p.trigger] or error('trigger: one of 1 to 5 is expected, not ' .. p.trigger)
local drawn, named = p.trigger == 1, #p.targets > 0 and p.targets[1] ~= ''
if drawn and (named or p.reason ~= '') then error 'trigger 1 is drawn: leave out targets and reason' end
if not drawn and not named then error('trigger ' .. p.trigger .. ' is directed: name its targets') end
if not drawn and p.reason == '' then error('trigger ' .. p.trigger .. ' is directed: give its reason') end

local everyone = targets { status = 'active', kind = one_of('medical', 'pharmacy', 'agency', 'contractor') }
local stage = {
  id = 'trigger-' .. p.trigger, title = '飞行检查(' .. trigger .. ')', window = between(p.start, p.finish),
  nature = 'enforcement', method = 'site', days = p.days, merge = false,
  basis = '医疗保障基金飞行检查管理暂行办法第十条第(' .. p.trigger .. ')项'
          .. (drawn and '' or ':' .. p.reason),
  crew = seats { lead(1), officer(p.officers) }:outside 'target',
  embargo = { before(1, 'workday', p.told), from = { 'inspector', 'public' } },
}
if drawn then
  stage.sample = share { p.share, of = everyone }
  stage.panel = seats { expert { specialties = p.specialty } }:outside 'target'
else
  stage.of, stage.times = everyone:where { id = p.targets }, 1
end

return programme {
  id = 'flight-' .. p.year .. '-' .. p.trigger, title = '飞行检查', year = p.year, calendar = 'cn', office = p.office,
  seed = drawn and sealed or nil,
  drawn and double_random(stage) or full_coverage(stage),
}
