"""The Flask application: everything that knows of requests and pages."""
