"""What surveys, counts, timings and rounds of rating say about questions of the workbook, and putting it there."""
