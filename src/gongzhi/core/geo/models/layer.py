"""Layers of grids as departments brought them, kept as they came, with what became of each cell."""

from django.db import models

from gongzhi.core.geo.models.area import Area


class Layer(models.Model):
    """One imported file of grids; `rank` decides between overlapping layers, the lower goes first."""

    name = models.CharField(max_length=40)
    title = models.CharField(max_length=80, blank=True)
    rank = models.IntegerField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=120)

    class Meta:
        app_label = "geo"
        constraints = [
            models.UniqueConstraint(fields=["name", "digest"], name="layer_file_once"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class CellFate(models.TextChoices):
    """What became of a cell of a layer in the one tree."""

    TAKEN = "taken", "成为网格"
    MERGED = "merged", "并入已有网格"
    CUT = "cut", "去掉重叠部分后成为网格"
    COVERED = "covered", "已被其他图层的网格覆盖"
    REFUSED = "refused", "未导入"


class Cell(models.Model):
    """A grid of a layer as it was brought (`wkb`, WGS 84), its fate, the area it went into, and why."""

    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="cells")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=80, blank=True)
    village = models.CharField(max_length=12, blank=True)
    wkb = models.BinaryField(null=True)
    fate = models.CharField(max_length=10, choices=CellFate.choices)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="cells")
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "geo"
        constraints = [models.UniqueConstraint(fields=["layer", "key"], name="cell_key_once_in_layer")]

    def __str__(self) -> str:
        """Return the cell's own key."""
        return self.key
