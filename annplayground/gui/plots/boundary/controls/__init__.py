"""The controls under the map, and the icon of the confusion matrix."""
