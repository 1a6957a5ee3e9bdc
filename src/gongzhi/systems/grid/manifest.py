"""What the grid registers with the core: its procedures and its place in the menu."""

from pathlib import Path

from gongzhi.core.workflow.manifest import Manifest, MenuItem

MANIFEST = Manifest(
    name="grid",
    title="网格与12345",
    title_en="Grid and 12345",
    duty="社会治理中心统一受理、分派、督办和回访；有关部门、公共服务企业和村(社区)承办。",
    law="国办发〔2020〕53号；GB/T 33358-2016;GB/T 44189—44192-2024",
    procedures=Path(__file__).parent / "procedures",
    menu=(
        MenuItem(
            "工单",
            "Work orders",
            "desk_matters",
            "list",
            roles=("clerk", "dispatcher", "handler", "reviewer", "caller", "supervisor", "leader", "arbiter"),
            order=40,
            group="work",
        ),
    ),
    accepts=("service_order",),
)
