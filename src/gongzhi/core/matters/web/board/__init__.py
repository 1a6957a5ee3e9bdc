"""The board: the command view of a centre, readable from three metres; every figure opens its rows."""
