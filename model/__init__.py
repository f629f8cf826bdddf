"""The judge: from the text of a message to a calibrated score with reasons."""
