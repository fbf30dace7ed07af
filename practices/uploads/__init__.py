"""What every file has in common that a person sends in, looks at as a preview, and then has written."""
