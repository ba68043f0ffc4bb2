"""Rows that Supabase refused."""
