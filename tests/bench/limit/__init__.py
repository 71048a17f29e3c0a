"""Parts of the bench `engine`: the clip, the peers, the driven engine, and what each of them costs."""
