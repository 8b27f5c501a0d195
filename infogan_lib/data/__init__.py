"""Pictures in and out: MNIST and where it comes from, one's own images, sheets of them.

Imports `errors`, `files` and `arguments` alone. Start at `own.load_data`, or at `mnist.load_mnist`.
"""
