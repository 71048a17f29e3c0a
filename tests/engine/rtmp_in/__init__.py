"""Tests of phones and encoders as cameras."""
