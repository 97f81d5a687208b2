"""How fast it is, in one run: `python -m bench` (or `make bench`). Ratios are what to read; the machine's noise is in both sides."""
