"""Where each endpoint stands: one file per endpoint, composed in `app/routes.py`."""
