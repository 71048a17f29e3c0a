"""The kinds of microphone; each module registers one."""
