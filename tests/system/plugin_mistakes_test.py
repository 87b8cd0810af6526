"""What authors of policies get wrong with the plugins of what comes back: each mistake is named
with its file and line, with what was expected, and with what to do."""
import house
from house import House, check

HEAD = """local {plugin} = use '{plugin}'
return programme {{ id = 'p', title = 't', year = 2021, office = '990101',
  {plugin} {{ id = 's', of = targets {{ status = 'active' }}, nature = 'enforcement',
    crew = seats {{ lead(1), officer(1) }}, window = between('2021-01-01', '2021-12-31'),
"""
LINE = 3  # of the stage
FIELDS = 5  # of what a case adds, where its phases and days are made
CHECK = ", self_check = '2021-04-01', within = after(5, 'day')"


def phase(name, first, last, after=None):
    behind = f", after = '{after}'" if after else ""
    return (f"phase {{ id = '{name}', title = 'x', from = '2021-{first}', "
            f"to = '2021-{last}'{behind} }}")


def spans(*phases):
    return f"spans = {{ {', '.join(phases)} }}{CHECK}"


# plugin: (what the author writes, what the error says, what it advises)
MISTAKES = {
    "follow_up": (
        ("laetst = after(20, 'workday')",
         "stage 's': unknown parameter 'laetst' (latest?)"),
        ("",
         "stage 's': parameter 'latest' is missing"),
        ("latest = 20",
         "stage 's': parameter 'latest' must be days such as after(20, 'workday') or "
         "before(3, 'day'), not 20"),
        ("latest = after(0, 'day'), earliest = after(5, 'day')",
         "the first day lies behind the last one",
         "both are counted from the day of the cause: the first one by fewer days than "
         "the last"),
        ("latest = after(20, 'workday'), after = 'anual'",
         "there is no stage 'anual'",
         "a stage of another programme is written programme/stage"),
        ("latest = after(20, 'workday'), on = 'probelm'",
         "stage 's': parameter 'on' must be one of 'problem', 'rectify', 'refused', "
         "'visited', 'points', 'case_opened', 'case_referred', 'case_closed', not "
         "'probelm'"),
        ("latest = after(20, 'workday'), chase = after(2, 'day')",
         "stage 's': chase needs report: what is it that does not come?"),
        ("latest = after(20, 'workday'), on = 'visited', report = after(2, 'day')",
         "stage 's': report is owed on problems: on = 'problem' or 'rectify'"),
        ("latest = after(20, 'workday'), another = 'people'",
         "stage 's': parameter 'another' must be one of 'crew', 'lead', not 'people'"),
        ("latest = after(20, 'workday'), min = -1",
         "stage 's': parameter 'min' must be a whole number from 1 to 1000000, not -1"),
        ("latest = after(20, 'workday'), on = 'points'",
         "it is not said how many points are a cause",
         "give them as 'min'"),
        ("latest = after(20, 'workday'), min = 5",
         "'min' means nothing for the cause 'problem': it has no amount",
         "leave 'min' out"),
        ("latest = after(20, 'workday'), after = 'x', on = 'visited'",
         "there is no stage 'x'",
         "a stage of another programme is written programme/stage"),
        ("latest = after(20, 'weeks')",
         "after: parameter 'unit' must be one of 'workday', 'day', not 'weeks'"),
        ("latest = after(20, 'workday'), on = 'case_referred', after = 'police', min=100, "
         "report = after(1, 'day')",
         "stage 's': report is owed on problems: on = 'problem' or 'rectify'"),
        ("latest = after(20, 'workday'), report = after(30, 'workday')",
         "the first day lies behind the last one",
         "both are counted from the day of the cause: the first one by fewer days than "
         "the last"),
    ),
    "for_cause": (
        ("within = after(5)",
         "after: parameter 'unit' must be one of 'workday', 'day', not nothing"),
        ("",
         "stage 's': parameter 'within' is missing"),
        ("within = after(5, 'workday'), sources = { 'complain' }",
         "stage 's': parameter 'sources' must be one of 'plan', 'complaint', "
         "'screening', 'media', 'register', 'other', not 'complain'"),
        ("within = after(5, 'workday'), sources = 'complaint'",
         "stage 's': parameter 'sources' must be a list, not 'complaint'"),
        ("within = after(5, 'workday'), severity = 6",
         "stage 's': parameter 'severity' must be a whole number from 1 to 5, not 6"),
        ("within = after(5, 'workday'), points = 0",
         "stage 's': parameter 'points' must be a whole number from 1 to 1000000, not 0"),
        ("within = before(5, 'workday')",
         "the first day lies behind the last one",
         "both are counted from the day of the cause: the first one by fewer days than "
         "the last"),
        ("within = after(5, 'workday'), sources = {}",
         "stage 's': sources is empty: leave it out, or name one"),
        ("within = after(5, 'workday'), named = 'T1'",
         "stage 's': parameter 'named' must be a list, not 'T1'"),
        ("within = after(5, 'workday'), panel = { expert(1) }",
         "stage 's': parameter 'panel' must be seats { … } or teams { … }, not a table"),
        ("within = after(5, 'workday'), panel = seats { expert(1) }:from 'above'",
         "the planner chooses the panel together with the crew, and from where the crew "
         "comes",
         "say the same of the crew, or draw the panel"),
        ("within = after(9000, 'day')",
         "after: parameter 'after' must be a whole number from 0 to 3660, not 9000"),
    ),
    "similar": (
        ("latest = after(5, 'workday')",
         "stage 's': parameter 'same' is missing"),
        ("latest = after(5, 'workday'), same = {}",
         "stage 's': same is empty: in what are they like it? same = { 'organisation' }"),
        ("latest = after(5, 'workday'), same = { 'kinds' }",
         "stage 's': parameter 'same' must be one of 'kind', 'organisation', 'area', "
         "'finding', not 'kinds'"),
        ("latest = after(5, 'workday'), same = 'kind'",
         "stage 's': parameter 'same' must be a list, not 'kind'"),
        ("same = {'kind'}",
         "stage 's': parameter 'latest' is missing"),
        ("latest = after(5, 'workday'), same = {'finding'}, on = 'lead'",
         "the cause 'lead' has no finding that others could have, too",
         "leave 'finding' out, or let a 'problem' be the cause"),
        ("latest = after(5, 'workday'), same = {'kind'}, most = 0",
         "stage 's': parameter 'most' must be a whole number from 1 to 1000000, not 0"),
        ("latest = after(5, 'workday'), same = {'kind'}, itself = 'no'",
         "stage 's': parameter 'itself' must be true or false, not 'no'"),
        ("latest = after(5, 'workday'), same = {'kind'}, after = 'nowhere'",
         "there is no stage 'nowhere'",
         "a stage of another programme is written programme/stage"),
        ("latest = after(5, 'workday'), same = {'kind','kind'}",
         "'kind' stands in the list twice"),
        ("latest = after(5, 'workday'), same = {'kind'}, on = 'points'",
         "it is not said how many points are a cause",
         "give them as 'min'"),
        ("latest = before(5, 'workday'), same = {'kind'}",
         "the first day lies behind the last one",
         "both are counted from the day of the cause: the first one by fewer days than "
         "the last"),
        ("latest = after(5, 'workday'), same = {'kind'}, on = 'lead', after = 'complain'",
         "no lead comes from 'complain' (complaint?)",
         "leads come from: plan, complaint, screening, media, register, other"),
    ),
    "risk_tiers": (
        ("ungraded = percent(10)",
         "stage 's': parameter 'tiers' is missing"),
        ("tiers = { A = percent(1) }",
         "stage 's': parameter 'ungraded' is missing"),
        ("tiers = { A = percent(101) }, ungraded = percent(1)",
         "stage 's': tiers: parameter 'A' must be a share above 0 and at most 1, such as"
         " percent(5), not percent(101)"),
        ("tiers = { A = 5 }, ungraded = percent(1)",
         "stage 's': tiers: parameter 'A' must be a share above 0 and at most 1, such as"
         " percent(5), not 5"),
        ("tiers = { A = 0.5 }, ungraded = percent(1)",
         "stage 's': tiers: parameter 'A' must be a share above 0 and at most 1, such as"
         " percent(5), not 0.5"),
        ("tiers = percent(5), ungraded = percent(1)",
         "stage 's': parameter 'tiers' must be { A = percent(1), B = percent(2) }, not "
         "percent(5)"),
        ("tiers = { percent(5) }, ungraded = percent(1)",
         "stage 's': parameter 'tiers' must be { A = percent(1), B = percent(2) }, not a"
         " table"),
        ("tiers = {}, ungraded = percent(1)",
         "stage 's': parameter 'tiers' names no share"),
        ("tiers = { A = percent(1) }, ungraded = percent(0)",
         "stage 's': parameter 'ungraded' must be a share above 0 and at most 1, such as"
         " percent(5), not percent(0)"),
        ("tiers = { A = percent(1) }, ungraded = percent(5), skip = { 'x' }, must = { 'x' }",
         "'x' cannot stay out and be in for certain"),
        ("tiers = { A = percent(1) }, ungraded = percent(5), batches = 'week'",
         "stage 's': parameter 'batches' must be 'month', 'quarter', 'half' or 'year', "
         "not 'week'"),
        ("tiers = { A = percent(1) }, ungraded = percent(5), people = 'planed'",
         "stage 's': parameter 'people' must be one of 'drawn', 'planned', not 'planed'"),
        ("tiers = { E = percent(1) }, ungraded = percent(5)",
         "the field credit does not know the value \"E\""),
        ("tiers = { A = percent(1) }, ungraded = percent(5), crew = seats { lead(1), "
         "officer(1) }:from 'above'",
         "only a crew that the planner chooses comes from somewhere; these people are "
         "drawn",
         "say from where nobody comes: crew:outside 'target'; or let the planner choose "
         "the people"),
    ),
    "phases": (
        (CHECK[2:], "stage 's': parameter 'spans' is missing"),
        ("spans = { { id = 'a' } }" + CHECK,
         "stage 's': parameter 'spans' must be phase { … }, not a table"),
        (spans("phase { id = 'a', from = '2021-02-01', to = '2021-02-02' }"),
         "phase 'a': parameter 'title' is missing"),
        (spans("phase { id = 'a', title = 'x', fron = '2021-02-01' }"),
         "phase 'a': unknown parameter 'fron' (from?)"),
        (spans("phase { id = 'a', title = 'x', from = '2021-02-01' }"),
         "phase 'a': give from and to, or a window"),
        (spans(phase("a", "02-01", "01-01")), "the phase ends before it begins"),
        (spans(phase("a", "01-01", "02-01", "b"), phase("b", "01-01", "02-01", "a")),
         "the phases wait for each other in a circle", "let the first of them come after nothing"),
        (spans(phase("check", "01-01", "02-01"), phase("b", "03-01", "04-01", "chekc")),
         "there is no phase or stage 'chekc' (check?)"),
        (spans(phase("a", "01-01", "02-01"), phase("b", "01-15", "02-01", "a")),
         "the phase begins before 'a' has ended (2021-02-01)",
         "let it begin later, or come after an earlier one"),
        (spans(phase("a", "01-01", "02-01")) + ", opens = after 'pool'",
         "there is no phase or stage 'pool'"),
        (spans(phase("s", "01-01", "02-01")) + ", opens = after 's'",
         "'s' is a stage and a phase", "give one of them another id"),
        ("spans = {}, self_check = 'april', within = after(5, 'day')",
         "'april' is not a kind of due rule.", "possible words are: last_workday"),
    ),
    "review_sample": (
        ("share = percent(5)",
         "stage 's': parameter 'counted' is missing"),
        ("counted = 'claims'",
         "stage 's': parameter 'share' is missing"),
        ("counted = 'claims', share = percent(0)",
         "stage 's': parameter 'share' must be a share above 0 and at most 1, such as "
         "percent(5), not percent(0)"),
        ("counted = 'claims', share = percent(105)",
         "stage 's': parameter 'share' must be a share above 0 and at most 1, such as "
         "percent(5), not percent(105)"),
        ("counted = 'claims', share = '5%'",
         "stage 's': parameter 'share' must be a share above 0 and at most 1, such as "
         "percent(5), not '5%'"),
        ("counted = 'claims', share=5",
         "stage 's': parameter 'share' must be a share above 0 and at most 1, such as "
         "percent(5), not 5"),
        ("counted = 'kind', share = percent(5)",
         "'kind' counts nothing that could be examined",
         "name an extra column of the targets that holds the number"),
        ("counted = 'claims', share = percent(5), first = 'claims'",
         "all of them cannot come first",
         "name the column that counts those which are examined before the others"),
        ("counted = 'claims', share = percent(5), times=5, each = 'week'",
         "stage 's': parameter 'each' must be 'month', 'quarter', 'half' or 'year', not "
         "'week'"),
        ("counted = 'claims', share = percent(5), unit=3",
         "stage 's': parameter 'unit' must be a text without control characters, not 3"),
        ("counted = '', share = percent(5)",
         "an empty text is not allowed here"),
        ("counted = 'claims', share = percent(5), firts = 'x'",
         "stage 's': unknown parameter 'firts' (first?)"),
    ),
}


def each_mistake_is_named_with_its_remedy(options, folder):
    work = House(options, folder, office=None)
    for plugin, mistakes in MISTAKES.items():
        for fields, message, *hint in mistakes:
            text = HEAD.format(plugin=plugin) + f"    {fields} }},\n}}\n"
            path = house.write(folder / "policy.lua", text)
            result = work.run("policy", "check", path, status=5)
            check(any(f"policy.lua:{line}: {message}\n" in result.err for line in (LINE, FIELDS)),
                  f"{plugin} {{ {fields} }}: expected {message}\n{result}")
            for advice in hint:
                check(advice in result.err, f"{plugin}: {advice} is not advised:\n{result}")


if __name__ == "__main__":
    house.main([each_mistake_is_named_with_its_remedy])
