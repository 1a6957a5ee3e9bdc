"""Addresses of intake, sorting, the lists and the pages beside one petition, and of the resident's own pages."""

from django.urls import URLPattern, URLResolver, path

from gongzhi.systems.petitions.web.desk import file, intake, lists, sorting
from gongzhi.systems.petitions.web.resident import bring

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/petitions/", lists.petitions, name="petitions"),
    path("desk/petitions/new/", intake.new, name="petition_new"),
    path("desk/petitions/new/alike/", intake.alike, name="petition_alike"),
    path("desk/petitions/sort/", sorting.sort, name="petition_sort"),
    path("desk/petitions/sort/<str:number>/", sorting.one, name="petition_sort_one"),
    path("desk/petitions/sort/<str:number>/duty/", sorting.duty, name="petition_sort_duty"),
    path("desk/petitions/due/", lists.due, name="petitions_due"),
    path("desk/petitions/reviews/", lists.reviews, name="petition_reviews"),
    path("desk/petitions/file/<str:number>/people/", file.people, name="petition_people"),
    path(
        "desk/petitions/file/<str:number>/answer-sender/", file.answer_sender, name="petition_answer_sender"
    ),
    path("desk/petitions/file/<str:number>/competence/", file.competence, name="petition_competence"),
    path("desk/petitions/file/<str:number>/opinion/", file.opinion, name="petition_opinion"),
    path("desk/petitions/file/<str:number>/opinion.pdf", file.opinion_draft, name="petition_opinion_draft"),
    path("petition/", bring.bring, name="petition_bring"),
    path("follow/<str:number>/retaliation/", bring.retaliation, name="petition_retaliation"),
]
