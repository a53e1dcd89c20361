"""What is asked, and how one page of it is captured. Imports nothing from `intake`."""
