"""Addresses of agreements, their performance, their confirmation, and the parties' own page."""

from django.urls import path

from gongzhi.systems.disputes.web import agreements, confirmations, parties

urlpatterns = [
    path("desk/disputes/performance/", agreements.performances, name="dispute_performance"),
    path("desk/disputes/confirmations/", confirmations.confirmations_list, name="dispute_confirmations"),
    path("desk/disputes/<str:number>/agreement/", agreements.agreement, name="dispute_agreement"),
    path("desk/disputes/<str:number>/agreement/draft/", agreements.draft, name="dispute_agreement_draft"),
    path(
        "desk/disputes/<str:number>/agreement/draft.pdf",
        agreements.print_draft,
        name="dispute_agreement_print",
    ),
    path("desk/disputes/<str:number>/agreement/sign/", agreements.sign, name="dispute_agreement_sign"),
    path("desk/disputes/<str:number>/agreement/paper/", agreements.paper, name="dispute_agreement_paper"),
    path("desk/disputes/<str:number>/agreement/items/<int:item_id>/", agreements.item, name="dispute_item"),
    path("desk/disputes/<str:number>/confirmation/", confirmations.confirmation, name="dispute_confirmation"),
    path(
        "desk/disputes/<str:number>/confirmation/<slug:act>/",
        confirmations.confirmation_act,
        name="dispute_confirmation_act",
    ),
    path("desk/disputes/<str:number>/sham/", confirmations.sham_check, name="dispute_sham"),
    path("disputes/open/", parties.open_page, name="party_open"),
    path("disputes/close/", parties.close_page, name="party_close"),
    path("disputes/<str:number>/", parties.page, name="party"),
    path("disputes/<str:number>/text/", parties.text, name="party_text"),
    path("disputes/<str:number>/draft.pdf", parties.draft_pdf, name="party_draft"),
    path("disputes/<str:number>/documents/<int:document_id>.pdf", parties.document, name="party_document"),
    path("disputes/<str:number>/<slug:act>/", parties.act, name="party_act"),
]
