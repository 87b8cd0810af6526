-- Phases of a campaign: spans that follow each other, and the self-check that comes before the inspection. Every target
-- owes a report of its own check on a day; whoever sends none is visited, for a missing self-check is a finding. What
-- must wait for a phase (no panel before the pool exists) says so in its own stage: opens = after 'pool'.
local count = param.count

return plugin {
  api = 1,
  name = 'phases',
  summary = "A campaign's phases in their order; targets that send no self-check are visited.",
  params = {
    of         = param.selection:means 'who is asked for a self-check, and visited without one',
    spans      = param.list(param.phase):means "the phases: phase { id = 'pool', title = '…', from = …, to = … }",
    self_check = param.when:means 'the day on which its report is owed',
    to         = param.optional(param.text):means 'who receives it',
    report_title = param.optional(param.text):means 'title of that report',
    earliest   = param.days:default(after(0, 'day')):means 'first day of the visit, counted from the day after that',
    within     = param.days:means "last day of the visit, such as after(10, 'workday')",
    items      = param.optional(param.list(param.text)):means 'what is checked',
    uses       = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    minutes    = count:range(1, 1440):default(90):means 'length of a visit where the register does not say',
  },
  plan = function(stage, p)
    local due = stage.id .. '-self-check'
    for _, span in ipairs(p.spans) do stage:phase(span) end
    stage:due {
      id = due, title = p.report_title, what = 'self_check', when = p.self_check, to = p.to, each = 'target', of = p.of,
    }
    stage:oblige {
      targets = p.of, since = { kind = 'missing', of = due, from = p.earliest, to = p.within },
      items = p.items, uses = p.uses, minutes = p.minutes,
    }
  end,
}
