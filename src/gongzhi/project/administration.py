"""The menu entries of the three administrators, whose pages lie beneath the workflow and so cannot enter themselves."""

from gongzhi.core.identity.rules.roles import Role
from gongzhi.core.workflow.manifest import MenuItem


def _entry(order: int, title: str, title_en: str, url_name: str, icon: str, role: Role) -> MenuItem:
    return MenuItem(
        title=title,
        title_en=title_en,
        url_name=url_name,
        icon=icon,
        roles=(str(role),),
        order=order,
        group="manage",
    )


MENU = (
    _entry(900, "地方规定", "Local settings", "admin_settings", "scale", Role.SYSTEM_ADMIN),
    _entry(910, "机构", "Units", "admin_units", "building-2", Role.SYSTEM_ADMIN),
    _entry(920, "事项类别", "Categories", "admin_categories", "tags", Role.SYSTEM_ADMIN),
    _entry(930, "账户", "Accounts", "accounts", "users", Role.SECURITY_ADMIN),
    _entry(935, "接口令牌", "API tokens", "api_tokens", "key-round", Role.SECURITY_ADMIN),
    _entry(940, "管理台账", "Ledger of administration", "audit_ledger", "scroll-text", Role.AUDIT_ADMIN),
    _entry(950, "访问日志", "Access log", "access_log", "eye", Role.AUDIT_ADMIN),
)
