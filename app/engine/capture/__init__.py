"""First stage: pictures and sound from devices, files and generated sources."""
