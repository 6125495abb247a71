"""How much of a visitor's input this server keeps, and for how long it waits: all numbers, here.

A page of ours sends a few hundred bytes at a time. Where a number is larger than that, it is for a
deployer's own card, or for what routers and browsers add.
"""

KB, MB = 1024, 1024 * 1024

# A request
LONGEST_HEADERS = 128 * KB  # of all together: a token is one, and Tornado's own 64 kB are few
MOST_HEADERS = 100
LONGEST_ADDRESS = 8 * KB  # path and query: all choices have some 500 characters
MOST_ARGUMENTS = 100  # in a query
LONGEST_BODY = 64 * KB  # and none at all where none is wanted
BODILESS = ("GET", "HEAD", "OPTIONS")

# A websocket
LONGEST_FRAME = 1 * MB
LONGEST_MESSAGE = 1 * MB  # its fragments and buffers together
LONGEST_OF_OURS = 64 * KB  # where the page has no card of a deployer's
FRAGMENT = 100  # bytes that a fragment counts beside its own: a million empty ones cost, too
FRAMES_A_SECOND = 300  # three are a message; what comes faster is read later
FRAMES_AT_ONCE = 3000  # as after a pause of the server
MOST_SOCKETS = 8  # of one session: a page has one, and for a while those that it lost

# A session
LONGEST_CHOICES = 16 * KB  # characters of the message that brings all choices
MOST_PARTS = 100_000  # of one change, nested ones counted
KEPT_OF_A_BROWSER = 4 * MB  # of a session's document: what a card's models have from the browser

# Time
PATIENCE = 20.0  # seconds for headers, a body, the rest of a message, an answer that is not read
UNSEEN = 20.0  # seconds that a session waits for its page's first socket
SWEEP = 3.0  # seconds between two looks at who is waited for
