"""Mails that remind: planned as rows, claimed and sent by a worker, turned off by whoever gets them."""
