local full_coverage = use 'full_coverage'
return programme {
  id = 'coverage', title = '全覆盖检查', year = 2026, office = '990101',
  full_coverage {
    id = 'all', title = '现场检查', of = targets { status = 'active' }, once_by = '2026-06-30',
    nature = 'enforcement', basis = '甲依据', crew = seats { lead(1), officer(1) },
  },
}
