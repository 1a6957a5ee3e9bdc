"""The shapes that the API gives, as JSON schemas; `shapes.py` fills them."""

from typing import cast

Schema = dict[str, object]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}


def maybe(schema: Schema) -> Schema:
    """Return a schema that also takes null."""
    return {**schema, "type": [cast(str, schema["type"]), "null"]}


def ref(name: str) -> Schema:
    """Return a pointer to a named schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def many(schema: Schema) -> Schema:
    """Return a list of a schema."""
    return {"type": "array", "items": schema}


def thing(**properties: Schema) -> Schema:
    """Return an object all of whose properties are always there."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


NAMED = thing(code=TEXT, name=TEXT)
LINKS = thing(self=TEXT, page=TEXT, story=TEXT, clocks=TEXT, moves=TEXT)
PERSON = thing(name=TEXT, contact=TEXT)
ROW: dict[str, Schema] = {
    "number": TEXT,
    "title": TEXT,
    "system": TEXT,
    "channel": TEXT,
    "category": NAMED,
    "area": NAMED,
    "place": TEXT,
    "lon": maybe(NUMBER),
    "lat": maybe(NUMBER),
    "stage": TEXT,
    "status": TEXT,
    "status_title": TEXT,
    "owner": TEXT,
    "lead": TEXT,
    "is_open": FLAG,
    "is_urgent": FLAG,
    "is_public": FLAG,
    "brought_at": MOMENT,
    "opened_at": MOMENT,
    "due_at": maybe(MOMENT),
    "closed_at": maybe(MOMENT),
    "links": LINKS,
}
SCHEMAS: dict[str, Schema] = {
    "Error": thing(error=thing(code=TEXT, message=TEXT, field=maybe(TEXT))),
    "Receipt": thing(number=TEXT, secret=maybe(TEXT), repeated=FLAG, links=LINKS),
    "Row": thing(**ROW),
    "Rows": thing(matters=many(ref("Row")), next=maybe(TEXT), previous=maybe(TEXT)),
    "Matter": thing(
        **ROW,
        text=TEXT,
        answer=TEXT,
        answered_at=maybe(MOMENT),
        ending=TEXT,
        reopened=WHOLE,
        resident={"anyOf": [PERSON, {"type": "null"}]},
        attachments=many(ref("Attachment")),
        documents=many(ref("Document")),
        ratings=many(ref("Rating")),
        tasks=many(ref("Task")),
    ),
    "Attachment": thing(id=WHOLE, name=TEXT, media_type=TEXT, size=WHOLE, made_at=MOMENT, url=TEXT),
    "Attachments": thing(attachments=many(ref("Attachment"))),
    "Document": thing(id=WHOLE, number=TEXT, title=TEXT, made_at=MOMENT, url=TEXT),
    "Rating": thing(
        by_resident=FLAG, reached=FLAG, solved=maybe(FLAG), satisfied=maybe(WHOLE), words=TEXT, at=MOMENT
    ),
    "Task": thing(
        unit=TEXT,
        role=TEXT,
        state=TEXT,
        ask=TEXT,
        answer=TEXT,
        sent_at=MOMENT,
        due_at=maybe(MOMENT),
        is_mine=FLAG,
    ),
    "Story": thing(
        story=many(thing(at=MOMENT, who=TEXT, role=TEXT, text=TEXT, why=TEXT, law=TEXT, verb=TEXT))
    ),
    "Clocks": thing(clocks=many(ref("Clock"))),
    "Clock": thing(
        name=TEXT,
        title=TEXT,
        state=TEXT,
        words=TEXT,
        due=TEXT,
        due_at=maybe(MOMENT),
        started_at=maybe(MOMENT),
        percent=WHOLE,
        party=TEXT,
        unit=TEXT,
        law=TEXT,
        local=TEXT,
        is_right=FLAG,
        unconfirmed=FLAG,
        provisional=FLAG,
        steps=many(thing(text=TEXT, law=TEXT, day=maybe(DAY))),
    ),
    "Moves": thing(number=TEXT, proceeding=WHOLE, status=TEXT, expect=WHOLE, moves=many(ref("Move"))),
    "Move": thing(
        name=TEXT,
        title=TEXT,
        open=FLAG,
        why_not=TEXT,
        law=TEXT,
        needs_reason=FLAG,
        fields=many(
            thing(
                name=TEXT,
                title=TEXT,
                type=TEXT,
                required=FLAG,
                hint=TEXT,
                choices=many(thing(value=TEXT, title=TEXT)),
            )
        ),
    ),
    "Moved": thing(number=TEXT, move=TEXT, status=TEXT, stage=TEXT, expect=WHOLE),
    "Added": thing(number=TEXT, repeated=FLAG),
    "Category": thing(
        code=TEXT,
        title=TEXT,
        title_en=TEXT,
        about=TEXT,
        parent=maybe(TEXT),
        is_urgent=FLAG,
        not_accepted=TEXT,
    ),
    "Categories": thing(categories=many(ref("Category"))),
    "Area": thing(code=TEXT, name=TEXT, full_name=TEXT, synthetic=FLAG),
    "Areas": thing(areas=many(ref("Area"))),
    "Unit": thing(code=TEXT, name=TEXT, name_en=TEXT, kind=TEXT, parent=TEXT, area=TEXT),
    "Units": thing(units=many(ref("Unit"))),
    "Webhook": thing(id=WHOLE, name=TEXT, url=TEXT, events=many(TEXT), is_active=FLAG, made_at=MOMENT),
    "Webhooks": thing(webhooks=many(ref("Webhook")), events=many(TEXT)),
    "NewWebhook": thing(webhook=ref("Webhook"), secret=TEXT),
    "Features": {
        "type": "object",
        "properties": {"type": {"const": "FeatureCollection"}, "features": {"type": "array"}},
        "required": ["type", "features"],
    },
    "File": {"type": "string", "format": "binary"},
    "OpenApi": {"type": "object"},
}
