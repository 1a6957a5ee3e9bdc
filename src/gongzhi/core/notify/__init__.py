"""Notices and webhooks: written to an outbox in the transaction of the act, sent later, never twice.

Channels are plug-ins: in-app, e-mail, SMS gateway. Statutory notices go out whatever somebody prefers.
A resident's contact is unsealed only while a notice to him is being sent.
"""
