"""``lsh completion``: what makes a shell complete the words of lsh."""
