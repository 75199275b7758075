"""The endpoints: from a raw request to a result or a refused request, without HTTP and without SQL."""
