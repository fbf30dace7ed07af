"""Figures from a spreadsheet: pasted cells, or a .csv or .xlsx file.

``cells`` and ``workbook`` read bytes into rows of text, ``words`` says what a cell means, ``columns`` which column is
what, ``plan`` what would be written and what cannot be, ``services`` keeps the cells between the pages and writes.
"""
