"""What no backup holds: nobody who takes one, or puts one back, has a way in by it, or what the limits counted."""

LEFT_OUT = frozenset({"session", "staff_session", "throttle"})
