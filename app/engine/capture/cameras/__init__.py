"""The kinds of camera; each module registers one."""
