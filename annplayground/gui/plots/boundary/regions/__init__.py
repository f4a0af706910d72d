"""What the network says everywhere: the map's colours, borders and hatching."""
