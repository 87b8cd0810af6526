-- The rules that phases makes of its parameters.
local phases       = use 'phases'
local expert_panel = use 'expert_panel'
local everyone     = targets { status = 'active' }
local spans = {
  phase { id = 'self', title = '自查', from = '2021-03-01', to = '2021-04-30' },
  phase { id = 'pool', title = '建专家库', from = '2021-05-01', to = '2021-06-30', after = 'self' },
}

local function campaign(fields)
  local record = {
    id = 'campaign', of = everyone, nature = 'agency_check', crew = seats { auditor(2) }, spans = spans,
    self_check = '2021-04-20', within = after(10, 'workday'), window = between('2021-03-01', '2021-12-31'),
  }
  for name, value in pairs(fields) do record[name] = value end
  return phases(record)
end

local function rules_of(...)
  local record = { id = 'test', title = 'test', year = 2021 }
  for i, stage in ipairs { ... } do record[i] = stage end
  local _, rules = plan_of { programme(record) }
  return rules
end

test('the spans stand in the programme', function()
  local rules = rules_of(campaign {})
  expect(#rules.phases):is(2)
  expect(rules.phases[1]):is { id = 'self', title = '自查', from = '2021-03-01', to = '2021-04-30' }
  expect(rules.phases[2].after):is 'self'
end)

test('a missing self-check is a finding: it sends a crew', function()
  local rules = rules_of(campaign { report_title = '自查报告', to = '区医保局' })
  local due, visit = rules.dues[1], rules.stages[1].obligations[1]
  expect(due.id):is 'campaign-self-check'
  expect(due.what):is 'self_check'
  expect(due.each):is 'target'
  expect(due.when):is 'on 2021-04-20'
  expect(due.to):is '区医保局'
  expect(visit.since):is {
    kind = 'missing', of = 'campaign-self-check', from = { 0, 'day' }, to = { 10, 'workday' },
  }
  expect(rules.stages[1].merge):is(false)
end)

test('no panel is drawn before the pool exists', function()
  local function panel(opens)
    return expert_panel {
      id = 'panel', sample = pick { 2, from = everyone }, nature = 'agency_check', crew = seats { auditor(2) },
      panel = seats { expert(1) }, window = between('2021-05-01', '2021-12-31'), opens = opens,
    }
  end
  local stage = rules_of(campaign {}, panel(after 'pool')).stages[2]
  expect(stage.opens):is { after = 'pool' }
  expect(function() rules_of(campaign {}, panel(after 'poool')) end):fails "there is no phase or stage 'poool'"
end)

test('the order must be possible', function()
  local early = phase { id = 'checks', title = '检查', from = '2021-04-01', to = '2021-06-30', after = 'self' }
  expect(function() rules_of(campaign { spans = { spans[1], early } }) end)
    :fails "the phase begins before 'self' has ended (2021-04-30)"
  expect(function() rules_of(campaign { spans = { spans[2] } }) end):fails "there is no phase or stage 'self'"
  expect(function() rules_of(campaign { spans = { spans[1], spans[1] } }) end):fails "the phase 'self' is there twice"
  expect(function() rules_of(campaign { spans = { 'self' } }) end):fails "must be phase { … }"
end)
