"""Addresses of the door, of one's own account, and of the three administrators."""

from django.urls import path

from gongzhi.core.identity.web import accounts, audit, login, orgs, own, tokens

urlpatterns = [
    path("login/", login.login, name="login"),
    path("login/second/", login.second_step, name="login_second"),
    path("login/recovery/", login.recovery, name="recovery"),
    path("login/oidc/", login.oidc_begin, name="oidc_begin"),
    path("login/oidc/callback/", login.oidc_callback, name="oidc_callback"),
    path("logout/", login.logout, name="logout"),
    path("account/", own.account, name="account"),
    path("account/post/", login.switch_post, name="switch_post"),
    path("account/password/", own.password, name="password"),
    path("account/second-factor/", own.second_factor, name="second_factor"),
    path("account/recovery-codes/", own.recovery_codes, name="recovery_codes"),
    path("account/confirm/", own.confirm, name="confirm"),
    path("receipts/put-away/", own.put_away, name="put_away"),
    path("admin/accounts/", accounts.account_list, name="accounts"),
    path("admin/accounts/new/", accounts.account_new, name="account_new"),
    path("admin/accounts/<int:account_id>/", accounts.account_page, name="account_admin"),
    path("admin/accounts/<int:account_id>/change/", accounts.account_change, name="account_change"),
    path("admin/accounts/<int:account_id>/lock/", accounts.account_lock, name="account_lock"),
    path("admin/accounts/<int:account_id>/unlock/", accounts.account_unlock, name="account_unlock"),
    path("admin/accounts/<int:account_id>/password/", accounts.account_password, name="account_password"),
    path("admin/accounts/<int:account_id>/second-factor/", accounts.account_factor, name="account_factor"),
    path("admin/accounts/<int:account_id>/posts/", accounts.post_give, name="post_give"),
    path("admin/accounts/<int:account_id>/posts/<int:post_id>/end/", accounts.post_end, name="post_end"),
    path("admin/tokens/", tokens.token_list, name="api_tokens"),
    path("admin/tokens/<int:token_id>/revoke/", tokens.token_revoke, name="api_token_revoke"),
    path("admin/ledger/", audit.ledger, name="audit_ledger"),
    path("admin/ledger.csv", audit.ledger_csv, name="audit_ledger_csv"),
    path("admin/access-log/", audit.access_log, name="access_log"),
    path("admin/access-log.csv", audit.access_log_csv, name="access_log_csv"),
    path("admin/settings/", orgs.setting_list, name="admin_settings"),
    path("admin/settings/<str:setting>/", orgs.setting_page, name="admin_setting"),
    path("admin/units/", orgs.unit_list, name="admin_units"),
    path("admin/units/<int:unit_id>/", orgs.unit_page, name="admin_unit"),
    path("admin/units/<int:unit_id>/rename/", orgs.unit_rename, name="admin_unit_rename"),
    path("admin/units/<int:unit_id>/close/", orgs.unit_close, name="admin_unit_close"),
    path("admin/categories/", orgs.category_list, name="admin_categories"),
]
