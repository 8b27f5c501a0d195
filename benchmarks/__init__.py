"""How fast a training step is, beside the ways others write it. See README.md."""
