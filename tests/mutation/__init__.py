"""Does some test notice when one thing in the code is changed? `make mutants` changes them one at a time."""
