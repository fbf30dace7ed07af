"""What is counted, the figures, and the way from a figure to its chart.

*What is counted*: ``services`` and ``templates``; how its chart is read: ``reading``; its time axis: ``marks`` and
``phases``.

*Figures in*: from a page (``figure_views``), a mailed link (``links``), a QR code (``codes``), a ``tally`` or a table
(``importing``). ``figures``, ``days``, ``schedule`` and ``periods`` say what and when; ``entering`` alone writes.

*Charts out*: ``series`` makes the chart that a reader may see, ``cards`` what stands around it, ``images`` its
pictures, ``downloads`` and ``data`` its files. ``kept_cards`` and ``summaries`` are copies, good as long as
``sources`` says the same of what they were made from; ``ahead`` has them made before somebody asks.
"""
