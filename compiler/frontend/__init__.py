"""The front end: text to tokens, tokens to a typed tree, with diagnostics in gcc's form."""
