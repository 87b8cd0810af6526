-- Flight inspection of a province or the nation: on site, without notice, at institutions, agencies and contractors.
-- Basis: 医疗保障基金飞行检查管理暂行办法 (医保局令第6号, in force since 1 May 2023), art. 10 on the five triggers and
-- art. 11 on how targets are found: (1) what the yearly plan arranges is drawn as double random, people and experts
-- too; (2) grave leads, (3) grave hits of monitoring or data screening, (4) media reports with grave effects and
-- (5) others may be directed. `trigger` says which; it stands in the stage and in the legal basis on every task. A
-- directed inspection draws nothing and claims no chance: it goes to those whom `targets` names, with its `reason`, or,
-- where nobody is named, to those on whom a lead came in from the trigger's own source (`severity` at least), which
-- is then the reason. One of the yearly plan names neither and is planned only from its draw's record. Number, share
-- and days are not in the text. At least two law officers go, with an expert (`specialty`) who is drawn for (1); on
-- a directed inspection experts go who belong to the crew (`crew_experts`). Nobody goes to the county he comes from.
-- "不预先告知": nobody outside learns of a visit before `told` o'clock on the working day before it, and the draw is
-- sealed. The place inspected reports how far it is, and what it put right, within a time that is set for it
-- (`progress`, `rectify`; 30 working days are remembered, not found); behind it others look back (`again`).
local double_random, full_coverage = use 'double_random', use 'full_coverage'
local for_cause, follow_up = use 'for_cause', use 'follow_up'

local p = params {
  year = { 2024, title = '年度' },
  office = { '32', title = '区划代码' },
  start = { '2024-01-01', title = '开始日期' },
  finish = { '2024-12-31', title = '结束日期' },
  trigger = { 1, title = '启动情形(1至5)' },
  targets = { {}, title = '被检查对象编码(情形2至5;空:按线索)' },
  reason = { '', title = '启动理由(指定被检查对象时)' },
  severity = { 4, title = '线索严重程度(1至5,不低于)' },
  within = { 10, title = '线索核查时限(工作日)' },
  share = { percent(2), title = '抽取比例(情形1)' },
  officers = { 2, title = '每组执法人员数(组长之外)' },
  specialty = { '医保', title = '专家专业' },
  crew_experts = { 0, title = '检查组内专家人数(情形2至5)' },
  days = { 2, title = '每家检查天数' },
  told = { '17:00', title = '检查前一工作日通知时间' },
  progress = { 30, title = '被检查地报告进展时限(工作日)' },
  rectify = { 30, title = '整改报告时限(工作日)' },
  again = { 60, title = '回头看时限(工作日)' },
}
local triggers = { '年度工作计划安排', '举报线索反映', '智能监控或大数据筛查提示', '新闻媒体曝光', '其他情形' }
local sources = { false, 'complaint', 'screening', 'media', 'other' }
local trigger = triggers[p.trigger] or error('trigger: one of 1 to 5 is expected, not ' .. p.trigger)
local drawn, named = p.trigger == 1, #p.targets > 0 and p.targets[1] ~= ''
if drawn and (named or p.reason ~= '') then error 'trigger 1 is drawn: leave out targets and reason' end
if named and p.reason == '' then error('trigger ' .. p.trigger .. ' names its targets: give its reason') end
local reason = drawn and '' or ':' .. (p.reason ~= '' and p.reason or trigger .. '存在重大安全风险')

local id, everyone = 'trigger-' .. p.trigger,
                     targets { status = 'active', kind = one_of('medical', 'pharmacy', 'agency', 'contractor') }
local function stage(of, record)
  record.window, record.nature, record.method, record.merge = between(p.start, p.finish), 'enforcement', 'site', false
  record.basis = '医疗保障基金飞行检查管理暂行办法第十条第(' .. p.trigger .. ')项' .. reason
  record.crew = seats { lead(1), officer(p.officers) }:outside 'target'
  record.embargo = { before(1, 'workday', p.told), from = { 'inspector', 'public' } }
  return of(record)
end
local number = drawn and 1 or p.crew_experts
local experts = number > 0 and seats { expert(number, { specialties = p.specialty }) }:outside 'target' or nil
local visit = { id = id, title = '飞行检查(' .. trigger .. ')', panel = experts }
local how = drawn and double_random or named and full_coverage or for_cause
if drawn then
  visit.sample, visit.days = share { p.share, of = everyone }, p.days
elseif named then
  visit.of, visit.times, visit.days = everyone:where { id = p.targets }, 1, p.days
else
  visit.of, visit.sources, visit.severity = everyone, { sources[p.trigger] }, p.severity
  visit.within = after(p.within, 'workday')
end

return programme {
  id = 'flight-' .. p.year .. '-' .. p.trigger, title = '飞行检查', year = p.year, calendar = 'cn', office = p.office,
  seed = drawn and sealed or nil,

  stage(how, visit),
  stage(follow_up, { id = 'again', title = '飞行检查回头看', of = everyone, on = 'problem', after = id, another = 'crew',
                     report = after(p.rectify, 'workday'), report_title = '整改报告',
                     earliest = after(p.rectify, 'workday'), latest = after(p.again, 'workday') }),

  reports = {
    due { id = 'progress', title = '被检查地进展报告', what = 'progress', window = between(p.start, p.finish),
          since = { kind = 'visited', of = id, to = after(p.progress, 'workday') }, from = '被检查地医疗保障局' },
  },
}
