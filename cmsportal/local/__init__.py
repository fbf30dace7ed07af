"""What a newcomer's machine needs: set-up, own servers, supervision, checks. No Django in here."""
