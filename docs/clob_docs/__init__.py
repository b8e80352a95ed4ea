"""What the documentation is made of besides Markdown: parts from the code, and checks. Imports no Sphinx."""
