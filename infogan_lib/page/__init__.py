"""From a trained model to files that the built book runs in a reader's browser.

Imports at most `runs` and what it stands on. Start at `export.export_page`,
or at `folder.export_folder`. `live` holds the explorer's scripts, for the book and for a page of
one's own.
"""
