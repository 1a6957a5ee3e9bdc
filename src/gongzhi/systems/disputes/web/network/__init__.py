"""Pages of the mediation network: the registers and bookings on the desk, rooms for everybody."""
