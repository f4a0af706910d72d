"""Two networks that are compared: what each is, in what they differ, and how they fared."""
