"""Strategies of hypothesis for what may be handed in.

notebooks   any bytes, any JSON, mutated notebooks
archives    zips with names, members and bytes of any kind
folders     files, links, pipes and devices of any name, and what is in them
"""
