"""The site: pages and plots from catalog, briefs, mistakes, results and docs, as files that a
generator makes pages of.
"""

__all__ = ["build"]
