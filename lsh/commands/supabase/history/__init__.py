"""``lsh supabase history``: what was typed in interactive shells."""
