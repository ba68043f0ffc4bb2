"""``lsh supabase``: keep Supabase in step, and the shell history."""
