"""The sink that keeps a Supabase project the mirror of this ledger, and takes definitions back."""
