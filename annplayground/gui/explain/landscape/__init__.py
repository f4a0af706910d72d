"""The loss landscape around the present weights, and what a learning rate would do there."""
