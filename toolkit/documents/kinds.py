"""The kinds of document there are."""

from django.db.models import TextChoices


class Kind(TextChoices):
    WORD = "word", "Word (.docx), to go on writing in it"
    PDF = "pdf", "PDF (A4), to read and print"
    POSTER = "poster", "Poster (A3, PDF), the five parts on one sheet"

    @property
    def ending(self) -> str:
        return "docx" if self is Kind.WORD else "pdf"
