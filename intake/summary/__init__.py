"""The one model of what a patient said, from which every page, sheet and export is made."""
