"""What the office's IT person does: set up, start, back up, restore, certify, upgrade. Nothing here judges a place."""
