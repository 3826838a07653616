"""The intermediate representation: SSA over typed values, printed and parsed back as text."""
