"""How an end-user proves who they are, and how the browser is remembered afterwards."""
