"""The widgets that every part of the window uses, and what they are made with."""
