"""Taking part without an account: links, QR codes, codes on a screen, and the browsers that came by them."""
