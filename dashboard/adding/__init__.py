"""`python -m dashboard add FILE`: a look at a file, what is open asked, and its entry written.

The file is read as `serve` reads it (`looking`). `entry` is what will be written, `questions`
decide what the reader cannot, `findings` say what is in the file, `writing` adds the entry to a
catalogue, and `adding` does all of it in order.
"""

from dashboard.adding.adding import add_file
from dashboard.adding.entry import AddError

__all__ = ["AddError", "add_file"]
