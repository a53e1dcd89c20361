"""`make bench`: the budgets of the product, measured beside a bare page, on the machine at hand."""
