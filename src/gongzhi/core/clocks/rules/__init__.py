"""Pure translations between a clock's stored facts and the kernel's values."""
