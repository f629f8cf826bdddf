"""The calls of the protocol, grouped by what they are about: parse, call, reply."""
