from gongzhi.core.identity.testing import Cast


def test_cast_stands(cast: Cast) -> None:
    assert cast.clerk.unit_path == (cast.unit("city"), cast.unit("district"))
    assert cast.neighbour.roles >= {"clerk", "dispatcher"}
    assert cast.grid_worker.area_code
