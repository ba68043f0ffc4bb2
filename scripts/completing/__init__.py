"""From the command tree to the completions of three shells."""
