"""Disputes (矛盾纠纷多元化解): one file from the first talk to enforcement.

Whose duty: people's mediation committees, administrative organs and courts mediate; labour, commercial and rural-land
arbitration decide; organs adjudicate and reconsider; courts confirm, judge and enforce. The centre keeps the file together.
Under which law: 人民调解法, 劳动争议调解仲裁法, 仲裁法, 农村土地承包经营纠纷调解仲裁法, 行政复议法, 行政诉讼法, 民事诉讼法 and the
regulations that each procedure file names.
"""
