"""The semantic difference of two OpenAPI 3.1 documents, judged for a caller of the API."""

from clob_spec.difference.change import Change, Level, worst
from clob_spec.difference.documents import compare_documents

__all__ = ["Change", "Level", "compare_documents", "worst"]
