"""Where code for py-clob-client-v2 finds the constants of sides."""
