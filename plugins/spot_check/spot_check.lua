-- A spot check: an independent sample that checks the checkers. Targets are drawn, for example from those that an
-- earlier stage has visited, and so are the people who look again. Who and how many is the sample's business;
-- with batches the sample is drawn period by period, from what is available by then.
local count = param.count

return plugin {
  api = 1,
  name = 'spot_check',
  summary = 'Targets are drawn at random, at once or in batches, and each drawn one is visited once.',
  params = {
    sample  = param.draw 'target':means 'who is drawn: share { percent(5), of = … } or pick { 20, from = … }',
    batches = param.optional(param.period):means 'one draw per period, from what is available by then',
    people  = param.choice { 'drawn', 'planned' }:default 'drawn'
              :means 'whether the crew is drawn, or chosen by the planner',
    items   = param.optional(param.list(param.text)):means 'what is checked',
    uses    = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    minutes = count:range(1, 1440):default(90):means 'length of a visit where the register does not say',
  },
  plan = function(stage, p)
    stage:oblige {
      targets = stage:draw('targets', p.sample, { batches = p.batches }), people = p.people, items = p.items,
      uses = p.uses, minutes = p.minutes,
    }
  end,
}
