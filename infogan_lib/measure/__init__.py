"""What a trained model is worth: scores, attributes of its strokes, a judge, tables of seeds.

Imports `runs` and what it stands on. Start at `evaluate.evaluate`.
"""
