"""Elections, their stages and deadlines, and what each stage tends to bring."""
