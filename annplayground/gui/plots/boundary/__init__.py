"""The Decision boundary card: what the network says everywhere."""
