"""The sheet beside the preview: how the cameras are framed, what is done to the picture, how loud the microphone is."""
