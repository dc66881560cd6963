"""The samples, as files: `manifest.csv` lists them, `make.py` beside this folder makes them."""
