"""The mails that the demo has sent, on pages. Only the demo has these pages: it writes its mails to files."""
