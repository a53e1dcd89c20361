"""The paper twin: the questionnaire as a blank form to print and fill in with a pen."""
