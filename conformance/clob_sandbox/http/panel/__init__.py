"""The page that shows the sandbox (`GET /_sandbox/`): its files, what they show, and the stream that keeps it
live. It shows and controls; it is no part of the exchange.
"""
