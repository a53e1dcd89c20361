"""Ways to make a sheet, ours and those of peers, each with `render(summary) -> bytes`."""
