"""Parts: what choices show, each a pure function of the atlas and of choices.

A part is the object that the browser shows, made of what JSON can say, with None where a value is
missing. The part of a thing that is not chosen is empty.
"""
