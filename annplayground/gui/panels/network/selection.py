"""Which node or weight the keyboard goes to next."""

from annplayground.gui.panels.network.layout import Bias, Node, Target, Weight

Sizes = tuple[int, ...]


def exists(sizes: Sizes, target: Target) -> bool:
    """Whether a network with these units has the target."""
    if isinstance(target, Node):
        return target.layer < len(sizes) and target.unit < sizes[target.layer]
    if not 1 <= target.layer < len(sizes) or target.j >= sizes[target.layer]:
        return False
    return isinstance(target, Bias) or target.i < sizes[target.layer - 1]


def node_of(target: Target) -> Node:
    """The node itself, or the one that a weight or bias leads into."""
    return target if isinstance(target, Node) else Node(target.layer, target.j)


def moved(sizes: Sizes, target: Target, layers: int, units: int) -> Node:
    """The node some layers to the right and units further down; it stays within the network."""
    node = node_of(target)
    layer = min(max(node.layer + layers, 0), len(sizes) - 1)
    # In a layer of another size go on at the same height.
    height = (node.unit + 0.5) / sizes[node.layer]
    unit = int(height * sizes[layer]) + units
    return Node(layer, min(max(unit, 0), sizes[layer] - 1))


def next_weight(sizes: Sizes, target: Target, step: int) -> Target:
    """The next of the weights into the same node, round and round; an input has none."""
    node = node_of(target)
    if node.layer == 0:
        return target
    n_in = sizes[node.layer - 1]
    before = target.i if isinstance(target, Weight) else min(-step, 0)
    return Weight(node.layer, (before + step) % n_in, node.unit)


def places_of(target: Target) -> tuple[tuple[int, int], ...]:
    """The (layer, unit) that it is about; of a weight, both its ends."""
    node = node_of(target)
    end = (node.layer, node.unit)
    return ((target.layer - 1, target.i), end) if isinstance(target, Weight) else (end,)
