//! The engine, asked by tests.
