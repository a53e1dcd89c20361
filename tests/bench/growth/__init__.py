"""What an installation costs as its rows grow, on both databases: every row is sealed for real."""
