"""Every write of the areas: the tree, its outlines, changes by date, layers of grids."""

from gongzhi.core.geo.actions.change import NewArea, rename_area, succeed_areas
from gongzhi.core.geo.actions.import_areas import AreasImported, City, import_areas
from gongzhi.core.geo.actions.import_boundaries import BoundariesImported, import_boundaries
from gongzhi.core.geo.actions.import_grids import GridsImported, LayerFile, import_grids
from gongzhi.core.geo.actions.population import PopulationImported, import_population
from gongzhi.core.geo.actions.synthesize import Synthesized, synthesize_grids

__all__ = [
    "AreasImported",
    "BoundariesImported",
    "City",
    "GridsImported",
    "LayerFile",
    "NewArea",
    "PopulationImported",
    "Synthesized",
    "import_areas",
    "import_boundaries",
    "import_grids",
    "import_population",
    "rename_area",
    "succeed_areas",
    "synthesize_grids",
]
