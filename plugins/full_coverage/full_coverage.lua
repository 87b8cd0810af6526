-- Full coverage: every target of a selection is visited, as often as the programme says.
-- What is not drawn is packed into zones and days by the planner. At full coverage chance has its place in the
-- order of the zones, in who gets a second visit, and in the experts who go along with a crew.
local count = param.count

return plugin {
  api = 1,
  name = 'full_coverage',
  summary = 'Every target of a selection is visited, as often as said; crews keep their zones together.',
  params = {
    of       = param.selection:means 'whom to visit',
    first    = param.optional(param.selection):means 'those of them who are visited before the others',
    first_by = param.optional(param.date):means 'with first: their last day; the others come behind it',
    once_by  = param.optional(param.date):means 'one visit each, this day at the latest; instead of times',
    times    = param.optional(count:range(1, 366)):means 'visits of each target, per each or in the whole window',
    each     = param.optional(param.period):means 'the period that times counts in: month, quarter, half or year',
    min_each = param.optional(count:range(0, 366)):means 'with average: the least visits of a target per each',
    average  = param.optional(param.average):means 'visits per target over the window on average, such as 1.5',
    max_per  = param.optional(count:range(1, 366)):means 'the most visits of a target per each',
    extra_by = param.choice { 'weight', 'draw', 'id' }:default 'weight'
               :means 'who gets the second visit of an average of 1.5',
    gap      = param.optional(count:range(0, 366)):means 'the least days between two visits of a target',
    areas    = param.choice { 'free', 'fixed', 'swap' }:default 'free'
               :means 'how areas go to crews: as it fits, as zones says, or swapped from batch to batch',
    zones    = param.optional(param.list(param.duty)):means 'which crew takes which zones and towns',
    items    = param.optional(param.list(param.text)):means 'what is checked, in rounds',
    tasks    = param.optional(param.period):means 'tasks are announced by this period',
    order    = param.choice { 'zone', 'draw' }:default 'zone':means 'zone by zone, or zones in an order that is drawn',
    panel    = param.optional(param.seats):means 'experts who go along',
    panel_for = param.optional(param.draw 'crew')
                :means "the crews that are dealt a panel for good: shuffle { of = inspectors(), units = 'crews' }",
    panel_of = param.optional(param.id):means 'the stage whose panels go along, dealt there for the same crews',
    days     = count:range(1, 60):default(1):means 'consecutive days of one visit',
    travel   = count:range(0, 30):default(0):means 'working days of the way there, and as many back',
    rotate   = param.optional(param.choice { 'lead', 'all' })
               :means 'who may not go to a target twice running: the lead, or everybody; otherwise nobody is barred',
    uses     = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    minutes  = count:range(1, 1440):default(90):means 'length of a visit where the register does not say',
  },
  plan = function(stage, p)
    local window = stage.window
    if p.once_by then
      if p.times or p.each or p.average then
        error "once_by already says how often: leave out times, each and average"
      end
      window = window:to(p.once_by)
    elseif not p.times and not p.average then
      error "say how often: once_by = '2021-11-30', times = 2, or average = 1.5"
    end
    if p.min_each and not p.each then error 'min_each needs each: per what?' end
    if p.max_per and not p.each then error 'max_per needs each: per what?' end
    if p.areas == 'swap' and not p.each then error "areas = 'swap' needs each: how long is a batch?" end
    if p.areas == 'fixed' and not p.zones then error "areas = 'fixed' needs zones: which crew takes which?" end
    if (p.first == nil) ~= (p.first_by == nil) then error 'first and first_by go together: who, and until when?' end
    if p.first and (p.each or p.average) then error 'first divides the window: leave out each and average' end
    if (p.panel_for or p.panel_of) and not p.panel then error 'panel_for and panel_of need panel: who is it?' end
    if p.panel_for and p.panel_of then error 'panel_for deals panels, panel_of takes another stage\'s: say one' end

    local draws = {
      order = p.order == 'draw' and stage:draw('order', shuffle { of = p.of, units = 'zones' }) or nil,
      extra = p.average and p.extra_by == 'draw' and stage:draw('extra', shuffle(p.of)) or nil,
      panel = p.panel_for and stage:draw('panel', p.panel_for) or p.panel_of and p.panel_of .. '/panel' or nil,
    }
    local function visit(whom, when)
      stage:oblige {
        targets = whom, window = when, times = p.times or 1, each = p.each, min_each = p.min_each,
        average = p.average, max_per = p.max_per, extra_by = p.extra_by, gap = p.gap,
        areas = p.areas, duties = p.zones, items = p.items, tasks = p.tasks, order = p.order,
        days = p.days, travel = p.travel, rotate = p.rotate, uses = p.uses, minutes = p.minutes,
        order_draw = draws.order, extra_draw = draws.extra, panel = p.panel, panel_draw = draws.panel,
      }
    end
    if not p.first then return visit(p.of, window) end
    visit(p.of & p.first, window:to(p.first_by))
    visit(p.of - p.first, window:past(p.first_by))
  end,
}
