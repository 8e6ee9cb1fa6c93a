"""Trees are laid out without a box over another, whatever they look like."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.trees import BOX_HEIGHT, BOX_WIDTH, Node, lay_out, shorten

nodes = st.recursive(
    st.builds(Node, st.just("lot"), st.text(max_size=4)),
    lambda children: st.builds(
        Node,
        st.just("lot"),
        st.text(max_size=4),
        st.just(()),
        st.lists(children, max_size=5).map(tuple),
    ),
    max_leaves=40,
)


def count(node: Node) -> int:
    return 1 + sum(map(count, node.children))


class TestLayOut:
    @given(nodes)
    def test_draws_every_node_once_and_inside(self, root: Node) -> None:
        layout = lay_out(root)
        assert len(layout.boxes) == count(root)
        for box in layout.boxes:
            assert 0 <= box.x <= layout.width - BOX_WIDTH
            assert 0 <= box.y <= layout.height - BOX_HEIGHT

    @given(nodes)
    def test_lets_no_two_boxes_overlap(self, root: Node) -> None:
        columns: dict[int, list[int]] = {}
        for box in lay_out(root).boxes:
            columns.setdefault(box.x, []).append(box.y)
        for ys in columns.values():
            ys.sort()
            assert all(b - a >= BOX_HEIGHT for a, b in pairwise(ys))

    @given(nodes)
    def test_puts_children_right_of_their_parent(self, root: Node) -> None:
        boxes = lay_out(root).boxes
        for box in boxes[1:]:
            assert box.parent is not None
            assert box.x > boxes[box.parent].x
            assert box.node in boxes[box.parent].node.children


class TestShorten:
    @given(st.integers(0, 30), st.integers(2, 12))
    def test_keeps_as_many_as_may_be_and_counts_the_rest(self, given: int, most: int) -> None:
        kept, left_out = shorten([Node("lot", str(n)) for n in range(given)], most)
        assert len(kept) + left_out == given
        assert len(kept) + bool(left_out) <= most
