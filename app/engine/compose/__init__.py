"""Second stage: the camera's picture under the console's sprites, in YUV planes."""
