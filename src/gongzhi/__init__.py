"""gongzhi (共治): one platform for running a city together."""
