"""What the screen Supabase shows: how the sync stands, and what was refused."""
