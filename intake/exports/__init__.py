"""The summary in the forms in which it leaves: bytes and text out, no database, no request."""
