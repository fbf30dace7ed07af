"""The workbook to take away: as a Word file and as a PDF, with pictures."""
