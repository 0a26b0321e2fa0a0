//! Snapshots of the view, and what keys do to it.
