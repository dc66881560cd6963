"""What lesson 08 shows of what was measured: tables and charts of the files that the benchmarks write."""
