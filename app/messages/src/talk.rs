//! Comments, citations, quotes and proposals.
