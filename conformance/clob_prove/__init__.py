"""The proof of the suite: it blames no good server, catches broken ones, and harms nobody when it is killed.

`python -m clob_prove` does all of it; each part stands in a module of its own. A proof is long:
it is no part of the tests.
"""
