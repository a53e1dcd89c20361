"""How one page of questions is captured from a browser: the only code that knows WTForms."""
