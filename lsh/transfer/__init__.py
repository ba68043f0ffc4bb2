"""Into and out of lsh: exports, imports, crontabs."""
