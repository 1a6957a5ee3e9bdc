"""The API: plain views, each described by one `Operation`, from which checking, the OpenAPI document and its page follow.

It knows no sessions and no cookies: a caller shows a token, a receipt, or nothing.
"""
