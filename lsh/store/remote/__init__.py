"""The schema in Supabase: its tables, the migration rendered from them, and applying it."""
