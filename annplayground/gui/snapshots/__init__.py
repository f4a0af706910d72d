"""How snapshots come to the views: what they hold, of which epoch, and whose turn it is."""
