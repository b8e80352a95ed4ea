"""``python -m clob_sandbox`` is ``clob-sandbox``."""

from .cli import main

main()
