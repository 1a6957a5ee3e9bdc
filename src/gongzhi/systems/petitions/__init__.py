"""Petitions (信访): suggestions, accusations and claims, from the first word to the end of review and re-review.

Whose duty: the petition office of the place (the centre, 信访工作机构) registers, sorts and passes on; the body with power
over the matter (有权处理的机关、单位) tells the petitioner, investigates and gives a written opinion; the next higher body
reviews it, and the one above that reviews again. Whoever decided first never decides the review.
Under which law: 信访工作条例 (in force 2022-05-01). A claim that belongs to a court, to arbitration, to reconsideration or to
another procedure of law goes there with guidance; only what remains (art. 31 no. 6) runs on 60 days and the ladder.
"""
