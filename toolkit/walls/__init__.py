"""A project's data wall: the charts that hang there, for everybody who may pass by.

``cards`` hangs them for one reader; ``facts`` knows whose wall it is. It is shown on a page (``views``), without
signing in on screens and public pages (``links``, ``tokens``, ``pairing``, ``open_views``) and on paper (``poster``).
"""
