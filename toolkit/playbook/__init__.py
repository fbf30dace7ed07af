"""What a team keeps of its tests (SDSA), and the playbook made of it: editions that are never rewritten."""
