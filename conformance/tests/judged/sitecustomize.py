"""Python runs this at its start where this folder is on PYTHONPATH, as it is for every process of a test."""

import judged_answers

judged_answers.watch()
