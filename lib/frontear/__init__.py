"""What is computed: sounds, windows, filters, compression and the front-ends they make up."""
