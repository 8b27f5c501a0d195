"""The lab's matrix products: two roads that agree to the last bit, and with NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from lab_engine import open_engine

PRODUCTS = """([rows, columns, inner, turned, add, a, b, start]) => {
    const [n, m] = turned;
    const strides = [...(n ? [1, rows] : [inner, 1]), ...(m ? [1, inner] : [columns, 1])];
    return [true, false].map((fast) => {
        const room = lab.createRoom({ fast });
        const [left, right, out] = [a, b, start].map((values) => {
            const array = room.array(values.length);
            array.set(values);
            return array;
        });
        const [aRow, aStep, bStep, bColumn] = strides;
        room.product(out, rows, columns, inner, left, aRow, aStep, right, bStep, bColumn, add);
        return { fast: room.fast, out: Array.from(out) };
    });
}"""


@pytest.fixture
def engine(visit):
    return open_engine(visit)


@pytest.mark.parametrize("add", [False, True])
@pytest.mark.parametrize("turned", [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_both_roads_give_numpys_product(engine, turned, add):
    rng = np.random.default_rng(0)
    shapes = [(8, 8, 5), (4, 12, 1), (128, 64, 64), (7, 8, 3), (8, 2, 16), (1, 1, 1)]
    for rows, columns, inner in shapes:
        sizes = (rows, inner), (inner, columns), (rows, columns)
        a, b, start = (rng.normal(size=size) for size in sizes)
        given = [(x.T if t else x).ravel().tolist() for x, t in zip((a, b), turned, strict=True)]
        program, loops = engine.evaluate(
            PRODUCTS, [rows, columns, inner, turned, add, *given, start.ravel().tolist()]
        )
        assert program["fast"] and not loops["fast"]
        assert program["out"] == loops["out"]
        np.testing.assert_allclose(
            np.reshape(loops["out"], (rows, columns)), a @ b + add * start, rtol=1e-12, atol=1e-12
        )


def test_a_room_that_is_full_goes_on_in_loops(engine):
    far = engine.evaluate("""() => {
        const room = lab.createRoom();
        const within = room.array(16);
        const beyond = room.array(2 ** 23);
        beyond.fill(1, 0, 16);
        room.product(within, 4, 4, 4, beyond, 4, 1, beyond, 4, 1);
        return [within.buffer === beyond.buffer, Array.from(within)];
    }""")
    assert far == [False, [4] * 16]


def test_a_browser_that_forbids_the_program_plays_by_loops(visit):
    page = visit("about:blank")
    page.add_script_tag(content="WebAssembly.Module = () => { throw new Error('forbidden'); }")
    engine = open_engine(lambda _: page)
    assert engine.evaluate("lab.createRoom().fast") is False


def test_the_pages_policy_admits_the_program(visit, book):
    page = visit(f"{book}/book/lab.html")
    page.wait_for_selector(".live-lab[data-live=ready]")
    assert page.evaluate("""() => {
        const lab = {};
        for (const part of infogan.labParts) part(lab);
        return lab.createRoom().fast;
    }""")
