-- Expert panels: the experts are drawn from their pool, one for each seat. Either for every visit of a sample, or
-- once for every crew of a coverage, with whom they then go everywhere.
local count = param.count

return plugin {
  api = 1,
  name = 'expert_panel',
  summary = 'Experts are drawn from their pool, one per seat, for each drawn target or for each crew.',
  params = {
    panel   = param.seats:means "the experts: seats { expert { specialties = '…' }, … }, one specialty per seat",
    sample  = param.optional(param.draw 'target'):means 'the targets that are drawn; each gets a panel of its own',
    batches = param.optional(param.period):means 'with sample: one draw per period, from what is available by then',
    people  = param.choice { 'drawn', 'planned' }:default 'planned'
              :means 'with sample: whether the crew is drawn, too, or chosen by the planner',
    of      = param.optional(param.selection):means 'instead of sample: whom to visit, all of them',
    crews   = param.optional(param.draw 'crew')
              :means "with of: the crews that get a panel each: shuffle { of = inspectors(), units = 'crews' }",
    times   = count:range(1, 366):default(1):means 'visits of each target, per each or in the whole window',
    each    = param.optional(param.period):means 'the period that times counts in: month, quarter, half or year',
    items   = param.optional(param.list(param.text)):means 'what is checked',
    uses    = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    days    = count:range(1, 60):default(1):means 'consecutive days of one visit',
    travel  = count:range(0, 30):default(0):means 'working days of the way there, and as many back',
    minutes = count:range(1, 1440):default(90):means 'length of a visit where the register does not say',
  },
  plan = function(stage, p)
    if (p.sample and p.of) or not (p.sample or p.of) then
      error 'say whom to visit: sample = … for targets that are drawn, or of = … for all of them'
    end
    if p.of and not p.crews then error 'of needs crews: who gets a panel?' end
    if p.sample and p.crews then error 'sample deals a panel for each visit: leave out crews' end
    if p.of and p.batches then error 'of is no sample: leave out batches' end

    local crews = p.crews and stage:draw('panel', p.crews)
    stage:oblige {
      targets = p.of or stage:draw('targets', p.sample, { batches = p.batches }), panel = p.panel, panel_draw = crews,
      people = p.sample and p.people or nil, times = p.times, each = p.each, items = p.items, uses = p.uses,
      days = p.days, travel = p.travel, minutes = p.minutes,
    }
  end,
}
