"""Use cases: one verb, one transaction each; they raise `IntakeError` and know neither pages nor requests."""
