"""What `make.py` makes: one module for each family of sounds."""
