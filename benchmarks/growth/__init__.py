"""How what the page costs grows with what there is to show, and with how many look at it."""
