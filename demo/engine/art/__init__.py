"""Draw the goods of the demo shop by hand, as SVG."""
