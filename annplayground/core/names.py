"""What layers are called, in one place: 0 is the inputs, the last one the output."""


def layer_name(layer: int, n_layers: int | None = None) -> str:
    """Input, Layer 1 …, Output, as a title; `n_layers` counts the layers after the inputs, and is
    not needed of a hidden one."""
    if layer == 0:
        return "Input"
    return "Output" if layer == n_layers else f"Layer {layer}"


def layer_within(layer: int, n_layers: int | None = None) -> str:
    """The same within a sentence: the inputs, layer 1 …, the output layer."""
    if layer == 0:
        return "the inputs"
    return "the output layer" if layer == n_layers else f"layer {layer}"


def short_layer_name(layer: int, n_layers: int) -> str:
    """The same for a narrow column: In, L1 …, Out."""
    name = shortest_layer_name(layer, n_layers)
    return f"L{name}" if name.isdigit() else name


def shortest_layer_name(layer: int, n_layers: int) -> str:
    """The same for the narrowest column: In, 1 …, Out."""
    if layer == 0:
        return "In"
    return "Out" if layer == n_layers else str(layer)
