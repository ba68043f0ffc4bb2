"""``lsh supabase config``: which project, with which key, and how the sync behaves."""
