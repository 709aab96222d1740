"""What every request passes, one concern a module; `app.py` has their order."""
