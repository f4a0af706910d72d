"""What layers are called, in one place: 0 is the inputs, the last one the output."""

from annplayground.core.words import translate


def layer_name(layer: int, n_layers: int | None = None) -> str:
    """Input, Layer 1 …, Output, as a title; `n_layers` counts the layers after the inputs, and is
    not needed of a hidden one."""
    if layer == 0:
        return translate("Layers", "Input")
    return (
        translate("Layers", "Output")
        if layer == n_layers
        else translate("Layers", "Layer {layer}").format(layer=layer)
    )


def layer_within(layer: int, n_layers: int | None = None) -> str:
    """The same within a sentence: the inputs, layer 1 …, the output layer."""
    if layer == 0:
        return translate("Layers", "the inputs")
    return (
        translate("Layers", "the output layer")
        if layer == n_layers
        else translate("Layers", "layer {layer}").format(layer=layer)
    )


def short_layer_name(layer: int, n_layers: int) -> str:
    """The same for a narrow column: In, L1 …, Out."""
    name = shortest_layer_name(layer, n_layers)
    return translate("Layers", "L{name}").format(name=name) if name.isdigit() else name


def shortest_layer_name(layer: int, n_layers: int) -> str:
    """The same for the narrowest column: In, 1 …, Out."""
    if layer == 0:
        return translate("Layers", "In")
    return translate("Layers", "Out") if layer == n_layers else str(layer)
