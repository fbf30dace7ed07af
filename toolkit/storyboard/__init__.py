"""The storyboard: a project's whole story on one page."""
