"""From the command tree to manual pages."""
