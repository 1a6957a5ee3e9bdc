"""Pages of reception: the public calendar, the address book and bookings; planning and notes at the desk."""
