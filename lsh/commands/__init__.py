"""What a person types. A command parses, calls the client, and hands the answer to ``output``."""
