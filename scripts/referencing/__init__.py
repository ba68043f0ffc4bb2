"""The pages of docs/reference/, rendered from the code that they describe."""
