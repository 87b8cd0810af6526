local full_coverage = use 'full_coverage'
return programme {
  id = 'supervision', title = '督查', year = 2026, office = '990101',
  full_coverage {
    id = 'check', title = '督查检查', of = targets { status = 'active', kind = 'clinic' },
    window = between('2026-01-01', '2026-06-30'), times = 1, nature = 'enforcement', merge = false,
    crew = seats { lead(1), officer(1) },
  },
}
