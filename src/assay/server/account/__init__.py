"""What people see of their own account, and what they do about it."""
