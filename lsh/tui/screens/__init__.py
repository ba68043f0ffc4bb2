"""One module a screen: the places of the number keys, and what is opened from them."""
