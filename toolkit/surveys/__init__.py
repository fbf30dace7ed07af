"""Short anonymous surveys. Why they are built as they are: docs/decisions/0051-surveys-without-names.md."""
