"""Where the lab's scenarios end, and how fast the lab runs in a page."""
