"""Return codes, key derivation and sealing: the only code that imports `cryptography`."""
