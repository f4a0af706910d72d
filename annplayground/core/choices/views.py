"""What can be looked at: the names of the panels and of the explanations."""

# From left to right in the two rows of the board, which the keys 1 … 6 follow.
ROWS = (("data", "network", "boundary"), ("loss", "gradient", "explain"))
CARDS = ROWS[0] + ROWS[1]
# What the card of explanations can show, in the order of the menu: the first ten have the keys
# Alt+1 … Alt+9, Alt+0, and the others each its own.
EXPLANATIONS = (
    *("going_on", "neuron", "forward", "chain", "activation"),
    *("update", "optimizer", "descent", "histograms", "script", "luck", "landscape", "changed"),
)
