"""Insurance: quotes, claims and changes of policies."""
