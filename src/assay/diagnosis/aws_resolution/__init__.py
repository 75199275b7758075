"""Which source AWS SDKs take their credentials from, worked out from evidence alone, step by step."""
