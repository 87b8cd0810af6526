local full_coverage = use 'full_coverage'
return programme {
  id = 'pharmacies', title = '药店专项', year = 2026, office = '990101',
  full_coverage {
    id = 'half', title = '药店半年检查', of = targets { status = 'active', kind = 'pharmacy' },
    times = 1, each = 'half', gap = 30, nature = 'enforcement', basis = '乙依据',
    crew = seats { lead(1), officer(1) },
  },
}
