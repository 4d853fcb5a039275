"""The worker's heartbeat: one row, written by the worker, read by whoever must say whether it is alive."""
