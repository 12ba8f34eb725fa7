"""`make bench`: the service beside its peers in one run, held against the budgets of speed."""
