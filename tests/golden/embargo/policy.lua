local full_coverage = use 'full_coverage'
return programme {
  id = 'surprise', title = '突击检查', year = 2026, office = '990101',
  full_coverage {
    id = 'visits', title = '突击检查', of = targets { status = 'active' }, times = 1,
    window = between('2026-03-09', '2026-03-17'), nature = 'enforcement',
    crew = seats { lead(1), officer(1) }, minutes = 180,
    embargo = { ['until'] = before(1, 'workday', '17:00'), from = { 'inspector', 'public' } },
  },
}
