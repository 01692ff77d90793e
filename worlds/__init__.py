"""Simulated areas with known truth (模拟地区), for demo, tests, benchmarks and evaluation."""
