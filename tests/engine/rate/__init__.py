"""Tests of the congestion and overload control, without threads and in simulated time."""
