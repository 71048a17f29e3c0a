"""Second stage: fits the picture to the canvas and blends sprites over it."""
