"""What viewers see over the picture; one file per overlay."""
