"""Matters (事项): what a resident brought, told once; one number, one file, one story.

The way of a matter has one direction: intake → read → route → proceeding → answer → call-back → close → learn.
"""
