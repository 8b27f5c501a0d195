"""MNIST comes from the first place that has it, and being offline costs little."""

from __future__ import annotations

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from infogan_lib.data import sources
from infogan_lib.data.mnist import DataError, DataNotFoundError, load_mnist


@pytest.fixture
def offline(monkeypatch):
    monkeypatch.setattr(sources, "_answers", lambda url, timeout: False)


def test_argument_then_environment_then_cache_then_sample(
    small, offline, tmp_path, monkeypatch, put
):
    file = put(tmp_path / "here", small)
    assert load_mnist(file).full and load_mnist(str(file.parent)).full
    with pytest.raises(DataNotFoundError, match="load_mnist\\('sample'\\)"):
        load_mnist("full")
    assert not load_mnist("auto").full

    put(tmp_path / "keras" / "datasets", small)
    assert "cache" in load_mnist("full").source

    monkeypatch.setenv("INFOGAN_DATA", str(file))
    assert "local file" in load_mnist("auto").source
    monkeypatch.setenv("INFOGAN_DATA", "missing.npz")
    with pytest.raises(DataNotFoundError, match="INFOGAN_DATA=missing.npz"):
        load_mnist("auto")


def test_auto_prints_one_line_that_says_which(small, offline, tmp_path, capsys, put):
    load_mnist("auto")
    line = capsys.readouterr().out
    assert line.count("\n") == 1 and "out of reach" in line and "no test set" in line
    put(tmp_path / "keras" / "datasets", small)
    load_mnist("auto")
    line = capsys.readouterr().out
    assert line.count("\n") == 1 and line.startswith("Full MNIST from Keras's cache")
    load_mnist("sample")
    assert capsys.readouterr().out == ""


def test_damaged_cache_is_not_used(small, offline, tmp_path, put):
    file = put(tmp_path / "keras" / "datasets", small)
    file.write_bytes(file.read_bytes()[:-100])
    assert not load_mnist("auto").full


def test_download_is_verified(small, monkeypatch):
    import keras

    monkeypatch.setattr(sources, "_answers", lambda url, timeout: True)
    given_back = dict(small)

    def load_data():
        if not given_back:
            raise Exception("URL fetch failure")  # what Keras raises
        a = given_back
        return (a["x_train"], a["y_train"]), (a["x_test"], a["y_test"])

    monkeypatch.setattr(keras.datasets.mnist, "load_data", load_data)
    assert load_mnist("full").source.startswith("Full MNIST from Keras's download")
    assert socket.getdefaulttimeout() is None
    given_back["y_test"] = small["y_test"][::-1]
    with pytest.raises(DataError, match="y_test differs"):
        load_mnist("full")
    given_back.clear()
    with pytest.raises(DataError, match="download stopped"):
        load_mnist("auto")


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_silent_server_costs_no_more_than_the_timeout():
    """A server that accepts and never speaks, and one that answers, on this computer."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        start = time.perf_counter()
        assert not sources._answers(url, 0.3)
        assert time.perf_counter() - start < 2
    assert not sources._answers(url, 2)  # closed by now

    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self):
            if self.path == "/garbled":
                self.wfile.write(b"no HTTP at all\r\n\r\n")
                return
            self.send_response(200 if self.path == "/mnist.npz" else 404)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    try:
        assert sources._answers(url + "mnist.npz", 5)
        assert not sources._answers(url + "gone", 5)
        assert not sources._answers(url + "garbled", 5)
    finally:
        server.shutdown()
        server.server_close()


def test_the_images_keep_every_grey_level(small, tmp_path, put):
    mnist = load_mnist(put(tmp_path, small))
    assert mnist.x_train.shape == (6, 28, 28, 1) and mnist.x_train.dtype == np.float32
    assert np.array_equal(np.rint((mnist.x_test[..., 0] + 1) * 127.5), small["x_test"])
    assert np.array_equal(mnist.y_train, small["y_train"]) and mnist.y_train.dtype == np.int64
